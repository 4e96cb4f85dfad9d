"""New parcels lie in the office's district unless somebody says otherwise."""

from __future__ import annotations

from django.db import migrations, models

import gis_core.ground.office


class Migration(migrations.Migration):
    dependencies = [("ground", "0005_office_seal")]
    operations = [
        migrations.AlterField(
            model_name="parcel",
            name="amphoe_code",
            field=models.CharField(
                blank=True, default=gis_core.ground.office.amphoe_code, max_length=4, verbose_name="รหัสอำเภอ"
            ),
        )
    ]
