import django.db.models.deletion
from django.db import migrations, models

from kasuhara_plugin.customers.searching import INDEX as CUSTOMERS
from kasuhara_plugin.inquiries.inbox.search_text import INDEX


def make(apps, schema_editor):
    """The customers' anew: the pieces have become more."""
    using = schema_editor.connection.alias
    for index in (CUSTOMERS, INDEX):
        index.drop(using)
        index.make(using)


def drop(apps, schema_editor):
    INDEX.drop(schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0026_presence'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('inquiry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='search_text', serialize=False, to='kasuhara_plugin.inquiry')),
                ('text', models.TextField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RunPython(make, drop),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(fields=['received_at', 'id'], name='kasuhara_inquiry_received'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(condition=models.Q(('category', ''), _negated=True), fields=['category', 'id'], name='kasuhara_inquiry_category'),
        ),
    ]
