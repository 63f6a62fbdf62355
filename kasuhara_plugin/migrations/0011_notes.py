from django.db import migrations, models

from kasuhara_plugin.notes import triggers


def drop(apps, schema_editor):
    triggers.drop(using=schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0010_search_index'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalstaffnote',
            name='importance',
            field=models.CharField(choices=[('ordinary', 'ふつう'), ('important', '重要')], default='ordinary', max_length=10, verbose_name='重要度'),
        ),
        migrations.AddField(
            model_name='historicalstaffnote',
            name='kind',
            field=models.CharField(choices=[('fact', '事実'), ('opinion', '所見')], default='fact', max_length=10, verbose_name='種別'),
        ),
        migrations.AddField(
            model_name='historicalstaffnote',
            name='pinned',
            field=models.BooleanField(default=False, verbose_name='先頭に表示'),
        ),
        migrations.AddField(
            model_name='historicalstaffnote',
            name='until',
            field=models.DateField(blank=True, null=True, verbose_name='有効期限'),
        ),
        migrations.AddField(
            model_name='historicalstaffnote',
            name='withdrawal_reason',
            field=models.TextField(blank=True, editable=False, verbose_name='取り下げの理由'),
        ),
        migrations.AddField(
            model_name='historicalstaffnote',
            name='withdrawer_key',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='historicalstaffnote',
            name='withdrawer_name',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='取り下げた人'),
        ),
        migrations.AddField(
            model_name='historicalstaffnote',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='取り下げ日時'),
        ),
        migrations.AddField(
            model_name='staffnote',
            name='importance',
            field=models.CharField(choices=[('ordinary', 'ふつう'), ('important', '重要')], default='ordinary', max_length=10, verbose_name='重要度'),
        ),
        migrations.AddField(
            model_name='staffnote',
            name='kind',
            field=models.CharField(choices=[('fact', '事実'), ('opinion', '所見')], default='fact', max_length=10, verbose_name='種別'),
        ),
        migrations.AddField(
            model_name='staffnote',
            name='pinned',
            field=models.BooleanField(default=False, verbose_name='先頭に表示'),
        ),
        migrations.AddField(
            model_name='staffnote',
            name='until',
            field=models.DateField(blank=True, null=True, verbose_name='有効期限'),
        ),
        migrations.AddField(
            model_name='staffnote',
            name='withdrawal_reason',
            field=models.TextField(blank=True, editable=False, verbose_name='取り下げの理由'),
        ),
        migrations.AddField(
            model_name='staffnote',
            name='withdrawer_key',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='staffnote',
            name='withdrawer_name',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='取り下げた人'),
        ),
        migrations.AddField(
            model_name='staffnote',
            name='withdrawn_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='取り下げ日時'),
        ),
        migrations.AddConstraint(
            model_name='staffnote',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['fact', 'opinion'])), name='kasuhara_note_kind'),
        ),
        migrations.AddConstraint(
            model_name='staffnote',
            constraint=models.CheckConstraint(condition=models.Q(('importance__in', ['ordinary', 'important'])), name='kasuhara_note_importance'),
        ),
        migrations.AddConstraint(
            model_name='staffnote',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawer_name', ''), ('withdrawn_at', None)), models.Q(models.Q(('withdrawn_at', None), _negated=True), models.Q(('withdrawer_name', ''), _negated=True)), _connector='OR'), name='kasuhara_note_withdrawal'),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop),
    ]
