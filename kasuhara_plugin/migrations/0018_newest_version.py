from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0017_attachments'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='historicalstaffnote',
            index=models.Index(fields=['id', 'history_id'], name='kasuhara_version_newest'),
        ),
    ]
