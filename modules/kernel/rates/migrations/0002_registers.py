"""Rates become records with a number, a page and a place in the index. Rows come from files alone so far and are
written anew by the seeds."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import gis_core.features.bases

FORGET_STAMPS = """
DELETE FROM gis_stamp s USING gis_layer l
WHERE l.id = s.layer_id AND l.table_name IN ('kernel_rates_raterow', 'kernel_rates_ratetable')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("kernel_rates", "0001_initial"),
        ("features", "0005_lean_index"),
        ("access", "0002_second_factor_and_sign_in_stages"),
    ]

    operations = [
        migrations.RunSQL(FORGET_STAMPS, migrations.RunSQL.noop),
        migrations.DeleteModel("RateRow"),
        migrations.DeleteModel("RateTable"),
        migrations.CreateModel(
            name='RateTable',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(db_default=gis_core.features.bases.TimeOrderedUuid(), default=gis_core.features.bases.time_ordered_uuid, editable=False, unique=True, verbose_name='รหัสอ้างอิง')),
                ('status', models.CharField(blank=True, db_default='', default='', editable=False, max_length=30, verbose_name='สถานะ')),
                ('key', models.CharField(max_length=60, unique=True, verbose_name='รหัสตาราง')),
                ('thai', models.CharField(max_length=160, verbose_name='ชื่อตาราง')),
                ('unit', models.CharField(blank=True, max_length=40, verbose_name='หน่วย')),
                ('bounds', models.CharField(choices=[('(]', 'มากกว่า – ไม่เกิน'), ('[)', 'ตั้งแต่ – น้อยกว่า'), ('[]', 'ตั้งแต่ – ถึง')], default='(]', max_length=2, verbose_name='ขอบเขตชั้น')),
                ('law', models.CharField(blank=True, max_length=300, verbose_name='ฐานกฎหมาย')),
                ('org_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.orgunit', verbose_name='หน่วยงานเจ้าของ')),
            ],
            options={
                'verbose_name': 'ตารางอัตรา',
            },
        ),
        migrations.CreateModel(
            name='RateRow',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('uid', models.UUIDField(db_default=gis_core.features.bases.TimeOrderedUuid(), default=gis_core.features.bases.time_ordered_uuid, editable=False, unique=True, verbose_name='รหัสอ้างอิง')),
                ('register_no', models.CharField(blank=True, editable=False, max_length=60, null=True, unique=True, verbose_name='เลขทะเบียน')),
                ('status', models.CharField(blank=True, db_default='', default='', editable=False, max_length=30, verbose_name='สถานะ')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(verbose_name='มีผลระหว่าง')),
                ('key', models.CharField(max_length=80, verbose_name='รายการ')),
                ('thai', models.CharField(max_length=200, verbose_name='คำอธิบาย')),
                ('lower', models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True, verbose_name='ชั้นตั้งแต่')),
                ('upper', models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True, verbose_name='ชั้นถึง')),
                ('value', models.DecimalField(decimal_places=6, max_digits=18, verbose_name='ค่า')),
                ('certainty', models.CharField(choices=[('sure', 'แน่นอน'), ('likely', 'น่าจะถูกต้อง'), ('verify', 'รอยืนยัน')], default='verify', max_length=8, verbose_name='ความแน่นอน')),
                ('law', models.CharField(max_length=300, verbose_name='ที่มา')),
                ('origin', models.CharField(choices=[('national', 'ชุดกลางของระบบ'), ('office', 'สำนักงานกำหนด')], default='office', editable=False, max_length=8, verbose_name='ผู้กำหนด')),
                ('org_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.orgunit', verbose_name='หน่วยงานเจ้าของ')),
                ('table', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='kernel_rates.ratetable', verbose_name='ตาราง')),
            ],
            options={
                'verbose_name': 'อัตรา',
                'constraints': [models.CheckConstraint(condition=models.Q(('lower__isnull', True), ('upper__isnull', True), ('lower__lte', models.F('upper')), _connector='OR'), name='kernel_rates_bounds_in_order'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('table', '='), ('key', '='), (models.Func(models.F('lower'), models.F('upper'), function='numrange'), '&&'), ('valid', '&&')], name='kernel_rates_no_overlap')],
            },
        ),
    ]
