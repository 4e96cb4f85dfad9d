from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('property_register', '0003_lendings'),
    ]

    operations = [
        migrations.AddField(
            model_name='changerequest',
            name='carried_by',
            field=models.UUIDField(blank=True, editable=False, null=True, verbose_name='ชุดการเปลี่ยนแปลงตามคำขอ'),
        ),
        migrations.AddField(
            model_name='changerequest',
            name='no_change_reason',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='เหตุที่ไม่ต้องปรับข้อมูล'),
        ),
    ]
