import django.db.models.deletion
import kasuhara_plugin.core.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0027_search_of_inquiries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InquiryTag',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=30, unique=True, verbose_name='名称')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
                ('in_use', models.BooleanField(default=True, verbose_name='使用する')),
            ],
            options={
                'verbose_name': 'お問い合わせのタグ',
                'verbose_name_plural': 'お問い合わせのタグ',
                'ordering': ['order', 'pk'],
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('body', models.TextField(verbose_name='内部メモ')),
                ('at', models.DateTimeField(default=kasuhara_plugin.core.clock.now, verbose_name='日時')),
                ('actor_key', models.CharField(max_length=64)),
                ('actor_name', models.CharField(max_length=200, verbose_name='記入した人')),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='kasuhara_plugin.inquiry')),
            ],
            options={
                'verbose_name': 'お問い合わせの内部メモ',
                'verbose_name_plural': 'お問い合わせの内部メモ',
                'ordering': ['id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=50, verbose_name='名称')),
                ('asked', models.CharField(max_length=1000)),
                ('shared', models.BooleanField(default=False, verbose_name='ほかの担当者にも表示する')),
                ('at', models.DateTimeField(default=kasuhara_plugin.core.clock.now)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': '保存した絞り込み',
                'verbose_name_plural': '保存した絞り込み',
                'ordering': ['name', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='kasuhara_saved_view_once')],
            },
        ),
        migrations.CreateModel(
            name='Tagging',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(default=kasuhara_plugin.core.clock.now, verbose_name='日時')),
                ('by_key', models.CharField(max_length=64)),
                ('by_name', models.CharField(max_length=200, verbose_name='タグを付けた人')),
                ('inquiry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taggings', to='kasuhara_plugin.inquiry')),
                ('tag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taggings', to='kasuhara_plugin.inquirytag')),
            ],
            options={
                'ordering': ['tag__order', 'tag_id'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('inquiry', 'tag'), name='kasuhara_tagging_once')],
            },
        ),
    ]
