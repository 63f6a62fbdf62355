from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0013_redactions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='historicalstaffnote',
            index=models.Index(fields=['id', 'history_id'], name='kasuhara_version_newest'),
        ),
    ]
