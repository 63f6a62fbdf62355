
import django.db.models.deletion
import kasuhara_plugin.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0002_policy_versions'),
    ]

    operations = [
        migrations.CreateModel(
            name='MailAttempt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField(db_index=True, default=kasuhara_plugin.core.clock.now, verbose_name='日時')),
                ('ok', models.BooleanField(verbose_name='結果')),
                ('error_class', models.CharField(blank=True, max_length=100, verbose_name='エラーの種類')),
                ('error', models.CharField(blank=True, max_length=200, verbose_name='エラー')),
            ],
            options={
                'verbose_name': '送信の試み',
                'verbose_name_plural': '送信の試み',
                'ordering': ['id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='OutgoingMail',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(editable=False, max_length=200, null=True, unique=True, verbose_name='用件のキー')),
                ('kind', models.CharField(db_index=True, max_length=40, verbose_name='種類')),
                ('to', models.CharField(max_length=320, verbose_name='宛先')),
                ('subject', models.CharField(max_length=200, verbose_name='件名')),
                ('body', models.TextField(verbose_name='本文')),
                ('subject_type', models.CharField(blank=True, max_length=100, verbose_name='対象の種類')),
                ('subject_key', models.CharField(blank=True, max_length=64, verbose_name='対象のキー')),
                ('created_at', models.DateTimeField(db_index=True, default=kasuhara_plugin.core.clock.now, verbose_name='作成日時')),
            ],
            options={
                'verbose_name': '送信メール',
                'verbose_name_plural': '送信メール',
                'ordering': ['-id'],
                'default_permissions': ('view',),
            },
        ),
        migrations.DeleteModel(
            name='SentReminder',
        ),
        migrations.CreateModel(
            name='MailClaim',
            fields=[
                ('mail', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='kasuhara_plugin.outgoingmail')),
                ('taken_at', models.DateTimeField(default=kasuhara_plugin.core.clock.now)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(fields=['subject_type', 'subject_key'], name='kasuhara_mail_subj'),
        ),
        migrations.AddField(
            model_name='mailattempt',
            name='mail',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='kasuhara_plugin.outgoingmail'),
        ),
        migrations.AddConstraint(
            model_name='mailattempt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('error_class', ''), ('ok', True)), models.Q(('ok', False), models.Q(('error_class', ''), _negated=True)), _connector='OR'), name='kasuhara_mail_error_or_ok'),
        ),
    ]
