from django.db import migrations

from kasuhara_plugin.core import grams
from kasuhara_plugin.customers import search_index


def fill(apps, schema_editor):
    models = [apps.get_model('kasuhara_plugin', name) for name in ('Customer', 'Identifier')]
    search_index.fill(*models, using=schema_editor.connection.alias)


def make(apps, schema_editor):
    search_index.make(schema_editor.connection.alias)


def drop(apps, schema_editor):
    search_index.drop(schema_editor.connection.alias)
    grams.drop_function(schema_editor.connection.alias)


class Migration(migrations.Migration):

    atomic = False  # a million rows are not one transaction; it may run again after a failure

    dependencies = [
        ('kasuhara_plugin', '0009_lists'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(make, drop),
    ]
