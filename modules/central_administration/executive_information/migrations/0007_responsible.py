import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_second_factor_and_sign_in_stages'),
        ('executive_information', '0006_nights'),
    ]

    operations = [
        migrations.AlterField(
            model_name='executivenote',
            name='org_unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.orgunit', verbose_name='หน่วยงานรับผิดชอบ'),
        ),
    ]
