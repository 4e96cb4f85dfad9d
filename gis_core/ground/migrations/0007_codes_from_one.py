"""Lots, suffixes and buildings are numbered from 001."""

from __future__ import annotations

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ground", "0006_parcel_amphoe")]
    operations = [
        migrations.AlterField(
            model_name="parcel",
            name="parcel_code",
            field=models.CharField(
                max_length=10,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator("^\\d{2}[A-Zก-ฮ](?!000)\\d{3}(/(?!000)\\d{3})?$")
                ],
                verbose_name="รหัสแปลงที่ดิน",
            ),
        ),
        migrations.AlterField(
            model_name="building",
            name="building_code",
            field=models.CharField(
                max_length=14,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator("^\\d{2}[A-Zก-ฮ](?!000)\\d{3}(/(?!000)\\d{3}){1,2}$")
                ],
                verbose_name="รหัสสิ่งปลูกสร้าง",
            ),
        ),
    ]
