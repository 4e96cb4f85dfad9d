"""Rows of a newer file may overlap those they replace until all are written."""

import django.contrib.postgres.constraints
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel_rates", "0002_registers")]

    operations = [
        migrations.RemoveConstraint(model_name="raterow", name="kernel_rates_no_overlap"),
        migrations.AddConstraint(
            model_name="raterow",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                deferrable=models.Deferrable.IMMEDIATE,
                expressions=[
                    ("table", "="),
                    ("key", "="),
                    (models.Func(models.F("lower"), models.F("upper"), function="numrange"), "&&"),
                    ("valid", "&&"),
                ],
                name="kernel_rates_no_overlap",
            ),
        ),
    ]
