from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0028_threads'),
    ]

    operations = [
        migrations.CreateModel(
            name='RefusedOnDay',
            fields=[
                ('pk', models.CompositePrimaryKey('day', 'part', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('part', models.PositiveSmallIntegerField()),
                ('times', models.PositiveIntegerField(default=0)),
            ],
            options={
                'default_permissions': (),
            },
        ),
    ]
