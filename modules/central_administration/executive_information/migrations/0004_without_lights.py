from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('executive_information', '0003_brief'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='kpisnapshot',
            name='light',
        ),
    ]
