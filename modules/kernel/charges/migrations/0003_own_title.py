from django.db import migrations, models
from django.db.models.expressions import RawSQL

#: Charges of a tax year written before keep their number alone as a word, as the index writes it now.
WORDS_OF_YEARS = """DELETE FROM gis_search_personal s USING kernel_charges_charge c, gis_layer l
    WHERE l.table_name = 'kernel_charges_charge' AND s.layer_id = l.id AND s.record_id = c.id
        AND c.tax_year_be IS NOT NULL AND s.folded <> c.register_no"""


class Migration(migrations.Migration):

    dependencies = [
        ('kernel_charges', '0002_bank_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='charge',
            name='own_title',
            field=models.GeneratedField(db_persist=True, expression=RawSQL("CASE WHEN tax_year_be IS NULL THEN title ELSE '' END", ()), output_field=models.CharField(max_length=200, verbose_name='รายการที่ค้นได้'), verbose_name='รายการที่ค้นได้'),
        ),
        migrations.RunSQL(WORDS_OF_YEARS, migrations.RunSQL.noop),
    ]
