import django.contrib.gis.db.models.fields
import django.contrib.postgres.fields
import django.db.models.deletion
import gis_core.features.bases
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("features", "0001_functions"),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=gis_core.features.bases.time_ordered_uuid, editable=False, unique=True, verbose_name='รหัสอ้างอิง')),
                ('register_key', models.CharField(max_length=120, verbose_name='ทะเบียน')),
                ('file_name', models.CharField(max_length=200, verbose_name='ชื่อไฟล์')),
                ('sha256', models.CharField(blank=True, db_index=True, default='', max_length=64, verbose_name='ลายนิ้วมือไฟล์')),
                ('size_bytes', models.BigIntegerField(default=0, verbose_name='ขนาด (ไบต์)')),
                ('state', models.CharField(choices=[('uploading', 'กำลังส่งไฟล์'), ('looking', 'กำลังอ่านไฟล์'), ('asking', 'รอตรวจสิ่งที่พบ'), ('judging', 'กำลังตรวจทุกแถว'), ('judged', 'ตรวจแล้ว รอยืนยัน'), ('committing', 'กำลังบันทึก'), ('committed', 'บันทึกแล้ว'), ('undoing', 'กำลังเลิกทำ'), ('undone', 'เลิกทำแล้ว'), ('refused', 'อ่านไฟล์ไม่ได้')], default='uploading', max_length=12, verbose_name='สถานะ')),
                ('message', models.TextField(blank=True, default='', verbose_name='ข้อความ')),
                ('found', models.JSONField(default=dict, verbose_name='สิ่งที่พบ')),
                ('chosen', models.JSONField(default=dict, verbose_name='สิ่งที่เลือก')),
                ('mapping', models.JSONField(default=dict, verbose_name='คอลัมน์ที่จับคู่')),
                ('overwrite', models.JSONField(null=True, verbose_name='คอลัมน์ที่เขียนทับ')),
                ('counts', models.JSONField(default=dict, verbose_name='จำนวนตามผลตรวจ')),
                ('staged_rows', models.PositiveIntegerField(default=0, verbose_name='แถวที่อ่านแล้ว')),
                ('is_staged', models.BooleanField(default=False, verbose_name='อ่านครบแล้ว')),
                ('checked_upto', models.PositiveIntegerField(default=0, verbose_name='ตรวจทีละแถวถึงแถวที่')),
                ('judged_at_change', models.BigIntegerField(null=True, verbose_name='รุ่นของทะเบียนเมื่อตรวจ')),
                ('round', models.PositiveSmallIntegerField(default=1, verbose_name='รอบ')),
                ('reason', models.CharField(blank=True, default='', max_length=300, verbose_name='เหตุผลของการบันทึก')),
                ('change_set', models.UUIDField(null=True, unique=True, verbose_name='ชุดการเปลี่ยนแปลง')),
                ('undo_set', models.UUIDField(null=True, verbose_name='ชุดการเปลี่ยนแปลงที่เลิกทำ')),
                ('job_uid', models.UUIDField(null=True, verbose_name='งานเบื้องหลัง')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='เริ่มเมื่อ')),
                ('touched_at', models.DateTimeField(auto_now=True, verbose_name='ล่าสุดเมื่อ')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ผู้นำเข้า')),
            ],
            options={
                'verbose_name': 'การนำเข้า',
            },
        ),
        migrations.CreateModel(
            name='KnownHeadings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('register_key', models.CharField(max_length=120, verbose_name='ทะเบียน')),
                ('headings_sha256', models.CharField(max_length=64, verbose_name='ลายนิ้วมือของหัวคอลัมน์')),
                ('mapping', models.JSONField(verbose_name='คอลัมน์ที่จับคู่')),
                ('used_at', models.DateTimeField(auto_now=True, verbose_name='ใช้ล่าสุด')),
            ],
            options={
                'verbose_name': 'หัวคอลัมน์ที่จำไว้',
                'constraints': [models.UniqueConstraint(fields=('register_key', 'headings_sha256'), name='importers_headings_once')],
            },
        ),
        migrations.CreateModel(
            name='StagedRow',
            fields=[
                ('pk', models.CompositePrimaryKey('batch_id', 'row_no', blank=True, editable=False, primary_key=True, serialize=False)),
                ('row_no', models.PositiveIntegerField(verbose_name='แถวที่')),
                ('raw', models.JSONField(verbose_name='ค่าในไฟล์')),
                ('values', models.JSONField(verbose_name='ค่าที่จะบันทึก')),
                ('geom', django.contrib.gis.db.models.fields.GeometryField(null=True, spatial_index=False, srid=4326, verbose_name='รูป')),
                ('verdict', models.CharField(choices=[('new', 'ใหม่'), ('changed', 'เปลี่ยน'), ('same', 'เหมือนเดิม'), ('refused', 'ไม่ผ่าน'), ('quarantined', 'พักไว้แก้ไข'), ('left', 'ไม่นำเข้า')], db_default='new', default='new', max_length=12, verbose_name='ผลตรวจ')),
                ('faults', models.JSONField(null=True, verbose_name='ค่าที่อ่านไม่ได้')),
                ('reasons', models.JSONField(null=True, verbose_name='เหตุที่ไม่ผ่าน')),
                ('record_uid', models.UUIDField(db_default=gis_core.features.bases.TimeOrderedUuid(), default=gis_core.features.bases.time_ordered_uuid, verbose_name='ระเบียน')),
                ('version', models.IntegerField(null=True, verbose_name='รุ่นของระเบียนเดิม')),
                ('differs', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), null=True, size=None, verbose_name='คอลัมน์ที่ต่าง')),
                ('corrected', models.JSONField(null=True, verbose_name='ค่าที่แก้')),
                ('round', models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name='รอบ')),
                ('batch', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='importers.importbatch')),
            ],
            options={
                'verbose_name': 'แถวที่นำเข้า',
            },
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['owner', '-created_at'], name='importers_of_owner'),
        ),
        migrations.AddIndex(
            model_name='stagedrow',
            index=models.Index(condition=models.Q(('verdict', 'new'), _negated=True), fields=['batch', 'verdict', 'row_no'], name='importers_not_new'),
        ),
    ]
