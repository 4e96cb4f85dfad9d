from django.db import migrations, models
from django.db.models.expressions import RawSQL


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
    ]
