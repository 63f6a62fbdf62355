from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0007_gate'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='search_key',
            field=models.TextField(blank=True, editable=False),
        ),
    ]
