
import django.db.models.deletion
import kasuhara_plugin.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0005_customers'),
    ]

    operations = [
        migrations.CreateModel(
            name='FlagReading',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('reader_key', models.CharField(max_length=64)),
                ('reader_name', models.CharField(max_length=200, verbose_name='確認した人')),
                ('at', models.DateTimeField(default=kasuhara_plugin.core.clock.now, verbose_name='確認日時')),
            ],
            options={
                'verbose_name': 'お知らせの確認',
                'verbose_name_plural': 'お知らせの確認',
                'ordering': ['id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MessageTemplate',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100, verbose_name='名称')),
                ('body', models.TextField(max_length=1000, verbose_name='文面')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='並び順')),
                ('in_use', models.BooleanField(default=True, verbose_name='使用する')),
            ],
            options={
                'verbose_name': 'ご説明の文例',
                'verbose_name_plural': 'ご説明の文例',
                'ordering': ['order', 'pk'],
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.RemoveConstraint(
            model_name='flagdecision',
            name='kasuhara_decision_reasoned',
        ),
        migrations.AddField(
            model_name='accountflag',
            name='evidence',
            field=models.JSONField(blank=True, default=list, verbose_name='確認した記録'),
        ),
        migrations.AddField(
            model_name='accountflag',
            name='notify',
            field=models.BooleanField(default=True, verbose_name='メールでお知らせする'),
        ),
        migrations.AddField(
            model_name='rulesettings',
            name='must_read',
            field=models.BooleanField(default=False, help_text='有効にすると、取引制限が適用されたお客様が次にログインしてサイトを開いたときにお知らせを表示し、確認した日時を記録します。', verbose_name='次のご訪問時のお知らせ'),
        ),
        migrations.AddField(
            model_name='rulesettings',
            name='staff_mail',
            field=models.BooleanField(default=True, help_text='申請、緊急の適用、異議の申立てがあったとき、決裁できる人にメールでお知らせします。', verbose_name='決裁のお願いのメール'),
        ),
        migrations.AlterField(
            model_name='flagdecision',
            name='act',
            field=models.CharField(choices=[('proposed', '申請'), ('amended', '申請内容の変更'), ('approved', '承認'), ('rejected', '却下'), ('ratified', '追認'), ('reviewed', '見直し（継続）'), ('lifted', '解除'), ('lapsed', '失効'), ('expired', '期限切れ'), ('appealed', '異議申立て'), ('appeal_granted', '異議を認める'), ('appeal_denied', '異議を認めない')], max_length=16, verbose_name='決定'),
        ),
        migrations.AddConstraint(
            model_name='flagdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('act__in', ('lifted', 'amended', 'reviewed', 'appealed', 'appeal_granted', 'appeal_denied')), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='kasuhara_decision_reasoned'),
        ),
        migrations.AddField(
            model_name='flagreading',
            name='flag',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='kasuhara_plugin.accountflag', verbose_name='フラグ'),
        ),
        migrations.AddConstraint(
            model_name='flagreading',
            constraint=models.UniqueConstraint(fields=('flag', 'reader_key'), name='kasuhara_reading_once'),
        ),
    ]
