
import django.core.validators
import django.db.models.deletion
import kasuhara_plugin.core.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0001_initial'),
        ('wagtailcore', '0094_alter_page_locale'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicyApprovalTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
            ],
            options={
                'verbose_name': '方針の承認（作成者とは別の人）',
                'verbose_name_plural': '方針の承認（作成者とは別の人）',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='PolicyReview',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('trigger', models.CharField(choices=[('society', '社会情勢の変化'), ('law', '法令の改正'), ('operation', '運用の状況'), ('schedule', '定期の見直し')], max_length=10, verbose_name='きっかけ')),
                ('findings', models.TextField(max_length=4000, verbose_name='確認したこと')),
                ('decision', models.CharField(choices=[('keep', '今の方針を続ける'), ('revise', '方針を改定する')], max_length=6, verbose_name='結論')),
                ('next_review_on', models.DateField(verbose_name='次の見直し日')),
                ('reviewer_key', models.CharField(max_length=64, verbose_name='記録者のキー')),
                ('reviewer_name', models.CharField(max_length=200, verbose_name='記録者')),
                ('at', models.DateTimeField(default=kasuhara_plugin.core.clock.now, verbose_name='記録日時')),
            ],
            options={
                'verbose_name': '方針の見直し',
                'verbose_name_plural': '方針の見直し',
                'ordering': ['-id'],
                'default_permissions': ('add', 'view'),
            },
        ),
        migrations.CreateModel(
            name='SentReminder',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=200, unique=True)),
                ('sent_at', models.DateTimeField(default=kasuhara_plugin.core.clock.now)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='policypage',
            name='accommodation',
            field=models.TextField(blank=True, max_length=1000, verbose_name='合理的配慮について'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='appeal_route',
            field=models.TextField(blank=True, max_length=1000, verbose_name='対応にご異議があるとき'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='change_reason',
            field=models.TextField(blank=True, max_length=2000, verbose_name='変更の理由'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='change_summary',
            field=models.TextField(blank=True, max_length=2000, verbose_name='変更した点'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='effective_on',
            field=models.DateField(blank=True, null=True, verbose_name='施行日'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='established_on',
            field=models.DateField(blank=True, null=True, verbose_name='制定日'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='legal_basis',
            field=models.TextField(blank=True, max_length=1000, verbose_name='根拠とする法令と指針'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='recording_notice',
            field=models.TextField(blank=True, max_length=1000, verbose_name='通話の録音について'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='revised_on',
            field=models.DateField(blank=True, null=True, verbose_name='改定日'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='terms_label',
            field=models.CharField(blank=True, max_length=200, verbose_name='利用規約の条項名'),
        ),
        migrations.AddField(
            model_name='policypage',
            name='terms_url',
            field=models.URLField(blank=True, verbose_name='利用規約のリンク先'),
        ),
        migrations.AddField(
            model_name='rulesettings',
            name='attestation',
            field=models.BooleanField(default=False, help_text='有効にすると、従業員一人ひとりに方針を読んだことの確認をお願いします。', verbose_name='従業員による方針の確認'),
        ),
        migrations.AddField(
            model_name='rulesettings',
            name='attestation_months',
            field=models.PositiveSmallIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='確認をお願いする間隔（か月）'),
        ),
        migrations.AddField(
            model_name='rulesettings',
            name='policy_review_months',
            field=models.PositiveSmallIntegerField(default=12, help_text='施行日または前の見直しからこの期間が過ぎる前に、お知らせします。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='方針を見直す間隔（か月）'),
        ),
        migrations.CreateModel(
            name='PolicyApproval',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('page_key', models.CharField(max_length=64, verbose_name='ページのキー')),
                ('revision_key', models.CharField(max_length=64, verbose_name='下書きのキー')),
                ('digest', models.CharField(max_length=64, verbose_name='下書きのダイジェスト')),
                ('author_key', models.CharField(blank=True, max_length=64, verbose_name='作成者のキー')),
                ('author_name', models.CharField(max_length=200, verbose_name='作成者')),
                ('approver_key', models.CharField(blank=True, max_length=64, verbose_name='承認者のキー')),
                ('approver_name', models.CharField(max_length=200, verbose_name='承認者')),
                ('rule', models.CharField(choices=[('two', '二人（申請した人とは別の人が承認する）'), ('one', '一人（責任者が一人の店。申請した人も承認できる）')], max_length=3, verbose_name='決裁')),
                ('reason', models.TextField(blank=True, verbose_name='コメント')),
                ('at', models.DateTimeField(default=kasuhara_plugin.core.clock.now, verbose_name='承認日時')),
            ],
            options={
                'verbose_name': '方針の承認',
                'verbose_name_plural': '方針の承認',
                'default_permissions': (),
                'indexes': [models.Index(fields=['page_key', 'digest'], name='kasuhara_policy_approval')],
                'constraints': [models.CheckConstraint(condition=models.Q(('rule', 'one'), models.Q(models.Q(('author_key', models.F('approver_key')), _negated=True), models.Q(('author_key', ''), _negated=True)), models.Q(('approver_key', ''), ('author_key', '')), _connector='OR'), name='kasuhara_policy_two_people')],
            },
        ),
        migrations.CreateModel(
            name='PolicyVersion',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('site_key', models.PositiveIntegerField(verbose_name='サイト')),
                ('language', models.CharField(max_length=20, verbose_name='言語')),
                ('number', models.PositiveIntegerField(verbose_name='版')),
                ('title', models.CharField(max_length=255, verbose_name='題名')),
                ('text', models.TextField(verbose_name='本文')),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('clauses', models.JSONField(default=list, verbose_name='条項')),
                ('notices', models.JSONField(default=dict, verbose_name='本文のほかの掲載事項')),
                ('contact', models.JSONField(default=dict, verbose_name='会社とお客様窓口')),
                ('established_on', models.DateField(verbose_name='制定日')),
                ('revised_on', models.DateField(null=True, verbose_name='改定日')),
                ('effective_on', models.DateField(verbose_name='施行日')),
                ('published_at', models.DateTimeField(default=kasuhara_plugin.core.clock.now, verbose_name='公開日時')),
                ('change_summary', models.TextField(blank=True, verbose_name='変更した点')),
                ('change_reason', models.TextField(blank=True, verbose_name='変更の理由')),
                ('approval', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='kasuhara_plugin.policyapproval', verbose_name='承認')),
                ('review', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='kasuhara_plugin.policyreview', verbose_name='見直し')),
                ('translates', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='translations', to='kasuhara_plugin.policyversion', verbose_name='原文の版')),
            ],
            options={
                'verbose_name': '方針の版',
                'verbose_name_plural': '方針の版',
                'ordering': ['site_key', 'language', '-number'],
                'default_permissions': ('view',),
            },
        ),
        migrations.CreateModel(
            name='ClauseBasis',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=40, verbose_name='行為の類型・中断の理由')),
                ('clause', models.CharField(blank=True, max_length=20, verbose_name='条項')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bases', to='kasuhara_plugin.policyversion')),
            ],
            options={
                'verbose_name': '条項の対応',
                'verbose_name_plural': '条項の対応',
                'default_permissions': ('change',),
            },
        ),
        migrations.CreateModel(
            name='Attestation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('person_key', models.CharField(db_index=True, max_length=64, verbose_name='職員のキー')),
                ('person_name', models.CharField(max_length=200, verbose_name='職員')),
                ('at', models.DateTimeField(default=kasuhara_plugin.core.clock.now, verbose_name='確認日時')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attestations', to='kasuhara_plugin.policyversion')),
            ],
            options={
                'verbose_name': '方針の確認',
                'verbose_name_plural': '方針の確認',
                'ordering': ['-id'],
                'default_permissions': ('add', 'view'),
            },
        ),
        migrations.AddField(
            model_name='accountflag',
            name='policy_version',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='flags', to='kasuhara_plugin.policyversion', verbose_name='根拠となる方針の版'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='policy_version',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='inquiries', to='kasuhara_plugin.policyversion', verbose_name='受付時の方針の版'),
        ),
        migrations.AddConstraint(
            model_name='policyversion',
            constraint=models.UniqueConstraint(fields=('site_key', 'language', 'number'), name='kasuhara_policy_version_number'),
        ),
        migrations.AddConstraint(
            model_name='clausebasis',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='kasuhara_clause_basis_code'),
        ),
    ]
