
import django.db.models.deletion
import kasuhara_plugin.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0006_notices'),
    ]

    operations = [
        migrations.CreateModel(
            name='IdentityLock',
            fields=[
                ('key', models.BigIntegerField(primary_key=True, serialize=False)),
                ('touched_at', models.DateTimeField(default=kasuhara_plugin.core.clock.now)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AlterModelOptions(
            name='accountflag',
            options={'default_permissions': ('view',), 'ordering': ['-id'], 'permissions': [('propose_accountflag', '取引制限を申請できる'), ('approve_accountflag', '取引制限を承認・却下できる'), ('lift_accountflag', '取引制限を解除できる'), ('urgent_accountflag', '取引制限を緊急に適用できる'), ('appeal_accountflag', 'お客様の異議を受け付けられる'), ('decide_appeal_accountflag', '異議を決定できる'), ('override_restriction', '制限されたお客様の注文を、理由を記して登録できる')], 'verbose_name': '取引制限フラグ', 'verbose_name_plural': '取引制限フラグ'},
        ),
        migrations.AddField(
            model_name='refusal',
            name='actor_key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='refusal',
            name='actor_name',
            field=models.CharField(blank=True, max_length=200, verbose_name='ログイン中のアカウント'),
        ),
        migrations.CreateModel(
            name='HeldOrder',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('order', models.CharField(db_index=True, max_length=200, verbose_name='注文')),
                ('order_name', models.CharField(blank=True, max_length=200, verbose_name='注文')),
                ('scope', models.CharField(max_length=40, verbose_name='取引')),
                ('at', models.DateTimeField(default=kasuhara_plugin.core.clock.now, verbose_name='保留した日時')),
                ('outcome', models.CharField(blank=True, choices=[('released', '保留を解除'), ('cancelled', '注文を取り消し')], max_length=9, verbose_name='結果')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='決定した日時')),
                ('actor_key', models.CharField(blank=True, max_length=64)),
                ('actor_name', models.CharField(blank=True, max_length=200, verbose_name='決定した人')),
                ('reason', models.TextField(blank=True, verbose_name='理由')),
                ('flag', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='held_orders', to='kasuhara_plugin.accountflag', verbose_name='フラグ')),
            ],
            options={
                'verbose_name': '保留した注文',
                'verbose_name_plural': '保留した注文',
                'ordering': ['-id'],
                'permissions': [('release_heldorder', '保留した注文を解除・取り消しできる')],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('order',), name='kasuhara_held_once'), models.CheckConstraint(condition=models.Q(models.Q(('actor_name', ''), ('ended_at', None), ('outcome', ''), ('reason', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('ended_at__isnull', False), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='kasuhara_hold_ended_reasoned')],
            },
        ),
    ]
