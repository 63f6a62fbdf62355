
import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0003_outbox'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='accountflag',
            options={'default_permissions': ('view',), 'ordering': ['-id'], 'permissions': [('propose_accountflag', '取引制限を申請できる'), ('approve_accountflag', '取引制限を承認・却下できる'), ('lift_accountflag', '取引制限を解除できる'), ('urgent_accountflag', '取引制限を緊急に適用できる'), ('appeal_accountflag', 'お客様の異議を受け付けられる'), ('decide_appeal_accountflag', '異議を決定できる')], 'verbose_name': '取引制限フラグ', 'verbose_name_plural': '取引制限フラグ'},
        ),
        migrations.RemoveConstraint(
            model_name='flagdecision',
            name='kasuhara_decision_once',
        ),
        migrations.RemoveConstraint(
            model_name='flagdecision',
            name='kasuhara_decision_two_people',
        ),
        migrations.RemoveConstraint(
            model_name='flagdecision',
            name='kasuhara_lift_reasoned',
        ),
        migrations.AddField(
            model_name='accountflag',
            name='lapses_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='追認の期限'),
        ),
        migrations.AddField(
            model_name='flagdecision',
            name='amender_key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='flagdecision',
            name='approver_key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='flagdecision',
            name='content',
            field=models.JSONField(blank=True, default=dict, verbose_name='内容'),
        ),
        migrations.AddField(
            model_name='rulesettings',
            name='appeal_days',
            field=models.PositiveSmallIntegerField(default=30, help_text='取引制限が適用された日から数えます。', validators=[django.core.validators.MinValueValidator(1)], verbose_name='異議をお受けする期間（日）'),
        ),
        migrations.AlterField(
            model_name='flagdecision',
            name='act',
            field=models.CharField(choices=[('proposed', '申請'), ('amended', '申請内容の変更'), ('approved', '承認'), ('rejected', '却下'), ('ratified', '追認'), ('lifted', '解除'), ('lapsed', '失効'), ('expired', '期限切れ'), ('appealed', '異議申立て'), ('appeal_granted', '異議を認める'), ('appeal_denied', '異議を認めない')], max_length=16, verbose_name='決定'),
        ),
        migrations.AddConstraint(
            model_name='flagdecision',
            constraint=models.UniqueConstraint(condition=models.Q(('act__in', ('approved', 'rejected', 'ratified'))), fields=('flag',), name='kasuhara_decision_once'),
        ),
        migrations.AddConstraint(
            model_name='flagdecision',
            constraint=models.UniqueConstraint(condition=models.Q(('act', 'appealed')), fields=('flag',), name='kasuhara_appealed_once'),
        ),
        migrations.AddConstraint(
            model_name='flagdecision',
            constraint=models.UniqueConstraint(condition=models.Q(('act__in', ('appeal_granted', 'appeal_denied'))), fields=('flag',), name='kasuhara_appeal_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='flagdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['approved', 'rejected', 'ratified', 'appeal_granted', 'appeal_denied']), _negated=True), ('rule', 'one'), models.Q(models.Q(('actor_key', models.F('proposer_key')), _negated=True), models.Q(('actor_key', models.F('amender_key')), _negated=True)), _connector='OR'), name='kasuhara_decision_two_people'),
        ),
        migrations.AddConstraint(
            model_name='flagdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ('appeal_granted', 'appeal_denied')), _negated=True), ('rule', 'one'), models.Q(('actor_key', models.F('approver_key')), _negated=True), _connector='OR'), name='kasuhara_appeal_third_person'),
        ),
        migrations.AddConstraint(
            model_name='flagdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ['lifted', 'amended', 'appealed', 'appeal_granted', 'appeal_denied']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='kasuhara_decision_reasoned'),
        ),
    ]
