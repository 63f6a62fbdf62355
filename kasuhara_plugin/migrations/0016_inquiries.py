import hashlib

import django.core.validators
import django.db.models.deletion
import kasuhara_plugin.core.clock
import kasuhara_plugin.inquiries.rules
import wagtail.fields
from django.db import migrations, models

from kasuhara_plugin.core.text import fold

LIMITS = ("network_limit", "network_window_minutes", "sender_limit", "sender_window_minutes")


def move(apps, schema_editor):
    """The limits go into a row of their own; what was received gets its keys."""
    rules = apps.get_model("kasuhara_plugin", "RuleSettings").objects.first()
    if rules:
        limits = {name: getattr(rules, name) for name in LIMITS}
        apps.get_model("kasuhara_plugin", "InquiryRules").objects.create(**limits)
    inquiries = apps.get_model("kasuhara_plugin", "Inquiry").objects
    inquiries.filter(held_until__isnull=False).update(outcome="hold")
    for row in inquiries.only("body").iterator(500):
        inquiries.filter(pk=row.pk).update(text_key=hashlib.sha256(fold(row.body).encode()).hexdigest())


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0015_disclosure'),
        ('wagtailcore', '0094_alter_page_locale'),
    ]

    operations = [
        migrations.CreateModel(
            name='InquiryPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.page')),
                ('introduction', models.TextField(blank=True, max_length=2000, verbose_name='フォームの前の文章')),
                ('further_fields', wagtail.fields.StreamField([('field', 5)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': '項目名', 'max_length': 100}), 1: ('wagtail.blocks.ChoiceBlock', [], {'choices': [('line', '1行の入力'), ('text', '複数行の入力'), ('choice', '選択肢から選ぶ')], 'label': '種類'}), 2: ('wagtail.blocks.TextBlock', (), {'help_text': '1行に1件', 'label': '選択肢', 'max_length': 2000, 'required': False}), 3: ('wagtail.blocks.BooleanBlock', (), {'label': '必須', 'required': False}), 4: ('wagtail.blocks.CharBlock', (), {'label': '説明', 'max_length': 200, 'required': False}), 5: ('wagtail.blocks.StructBlock', [[('label', 0), ('kind', 1), ('choices', 2), ('required', 3), ('help_text', 4)]], {})}, verbose_name='追加の項目')),
            ],
            options={
                'verbose_name': 'お問い合わせフォーム',
                'verbose_name_plural': 'お問い合わせフォーム',
                'swappable': 'KASUHARA_INQUIRY_PAGE_MODEL',
            },
            bases=('wagtailcore.page', models.Model),
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('way', models.CharField(choices=[('email', 'メール'), ('phone', '電話'), ('letter', '書面'), ('in_person', '対面'), ('other', 'その他')], max_length=10, verbose_name='回答の方法')),
                ('body', models.TextField(verbose_name='回答の内容')),
                ('at', models.DateTimeField(default=kasuhara_plugin.core.clock.now, verbose_name='回答日時')),
                ('actor_key', models.CharField(max_length=64)),
                ('actor_name', models.CharField(max_length=200, verbose_name='回答した人')),
            ],
            options={
                'verbose_name': '回答',
                'verbose_name_plural': '回答',
                'ordering': ['id'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='InquiryRules',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('network_limit', models.PositiveSmallIntegerField(default=20, help_text='同じ回線からの送信がこの件数を超えると、時間をおいて送信していただくようご案内します。入力内容は画面に残ります。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='回線ごとの上限（件）')),
                ('network_window_minutes', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='回線ごとの期間（分）')),
                ('sender_limit', models.PositiveSmallIntegerField(default=8, help_text='同じ方からのお問い合わせがこの件数を超えると、受け付けたうえで保留にします。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='短い時間の上限（件）')),
                ('sender_window_minutes', models.PositiveSmallIntegerField(default=60, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='短い時間（分）')),
                ('day_limit', models.PositiveSmallIntegerField(default=20, help_text='0にすると、上限を設けません。', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000)], verbose_name='1日の上限（件）')),
                ('week_limit', models.PositiveSmallIntegerField(default=50, help_text='0にすると、上限を設けません。', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000)], verbose_name='7日間の上限（件）')),
                ('join_days', models.PositiveSmallIntegerField(default=14, help_text='この期間のうちに同じ方から同じ内容が届いたときは、最初のお問い合わせにまとめます。保留にはしません。', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='同じ内容とみなす期間（日）')),
                ('ask_to_wait_from', models.PositiveSmallIntegerField(default=3, help_text='同じ内容がこの回数に達したときから、お返事をお待ちいただくようご案内します。0にすると、ご案内しません。', validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(10000)], verbose_name='お返事をお待ちいただくご案内（回目から）')),
                ('recipients', models.TextField(blank=True, help_text='1行に1件。空欄の場合、お知らせのメールは送信しません。', max_length=1000, validators=[kasuhara_plugin.inquiries.rules.whole_addresses], verbose_name='新着をお知らせするメールアドレス')),
                ('categories', models.TextField(blank=True, default='ご注文・お見積り\nデータ入稿\n納期・配送\n仕上がり・不良\nお支払い・返金\nその他', help_text='1行に1件。空欄の場合、フォームに表示しません。', max_length=1000, verbose_name='お問い合わせの種類')),
                ('receipt_text', models.TextField(blank=True, max_length=1000, verbose_name='受け付けたときのご案内')),
                ('held_text', models.TextField(blank=True, max_length=1000, verbose_name='保留にしたときのご案内')),
                ('wait_text', models.TextField(blank=True, max_length=1000, verbose_name='お返事をお待ちいただくご案内')),
                ('flood_text', models.TextField(blank=True, max_length=1000, verbose_name='回線の上限を超えたときのご案内')),
            ],
            options={
                'verbose_name': '受付ルール',
                'default_permissions': ('change',),
            },
        ),
        migrations.AlterModelOptions(
            name='inquiry',
            options={'default_permissions': ('view', 'add'), 'ordering': ['-id'], 'permissions': [('release_inquiry', '保留のお問い合わせを解除する'), ('answer_inquiry', 'お問い合わせへの回答を記録する')], 'verbose_name': 'お問い合わせ', 'verbose_name_plural': 'お問い合わせ'},
        ),
        migrations.AddField(
            model_name='inquiry',
            name='category',
            field=models.CharField(blank=True, max_length=100, verbose_name='種類'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='channel',
            field=models.CharField(choices=[('web_inquiry', 'WEB問い合わせ'), ('web_order', 'WEB受発注'), ('email', 'メール'), ('phone_inquiry', '電話（問い合わせ）'), ('phone_quote', '電話（見積）'), ('phone_after', '電話（アフターフォロー）'), ('sales_meeting', '商談・打ち合わせ'), ('visit', '来社・訪問'), ('sns', 'SNS'), ('letter', '書面'), ('other', 'その他')], default='web_inquiry', max_length=20, verbose_name='受付の経路'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='extra',
            field=models.JSONField(blank=True, default=dict, verbose_name='追加の項目'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='first',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='repeats', to='kasuhara_plugin.inquiry', verbose_name='最初のお問い合わせ'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='form',
            field=models.CharField(blank=True, editable=False, max_length=100, verbose_name='フォーム'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='logged_key',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='logged_name',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='記録した人'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='network_key',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='notice_due_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='nth',
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name='何回目か'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='outcome',
            field=models.CharField(choices=[('accept', '受付'), ('join', '同じ内容'), ('hold', '保留')], db_index=True, default='accept', max_length=8, verbose_name='受付時の判定'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='released_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='保留を解いた日時'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='released_key',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='released_name',
            field=models.CharField(blank=True, editable=False, max_length=200, verbose_name='保留を解いた人'),
        ),
        migrations.AddField(
            model_name='inquiry',
            name='text_key',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='inquiry',
            name='state',
        ),
        migrations.RemoveField(
            model_name='rulesettings',
            name='network_limit',
        ),
        migrations.RemoveField(
            model_name='rulesettings',
            name='network_window_minutes',
        ),
        migrations.RemoveField(
            model_name='rulesettings',
            name='sender_limit',
        ),
        migrations.RemoveField(
            model_name='rulesettings',
            name='sender_window_minutes',
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(condition=models.Q(('network_key', ''), _negated=True), fields=['network_key', 'received_at'], name='kasuhara_inquiry_network'),
        ),
        migrations.AddIndex(
            model_name='inquiry',
            index=models.Index(condition=models.Q(('notice_due_at__isnull', False)), fields=['notice_due_at'], name='kasuhara_inquiry_notice'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_until__isnull', False), ('outcome', 'hold')), models.Q(models.Q(('outcome', 'hold'), _negated=True), ('held_until', None)), _connector='OR'), name='kasuhara_inquiry_held'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('released_at', None), ('held_until__isnull', False), _connector='OR'), name='kasuhara_inquiry_released'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('first', None), models.Q(('first', models.F('id')), _negated=True), _connector='OR'), name='kasuhara_inquiry_first'),
        ),
        migrations.AddConstraint(
            model_name='inquiry',
            constraint=models.CheckConstraint(condition=models.Q(('nth__gte', 1)), name='kasuhara_inquiry_nth'),
        ),
        migrations.AddField(
            model_name='answer',
            name='inquiry',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='kasuhara_plugin.inquiry'),
        ),
    ]
