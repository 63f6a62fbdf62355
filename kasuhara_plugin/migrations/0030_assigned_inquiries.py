from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0029_refused_a_day'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='inquiry',
            options={'default_permissions': ('view', 'add'), 'ordering': ['-id'], 'permissions': [('release_inquiry', '保留のお問い合わせを解除する'), ('answer_inquiry', 'お問い合わせへの回答を記録する'), ('handle_assigned_inquiry', '担当になったお問い合わせを閲覧し、回答する')], 'verbose_name': 'お問い合わせ', 'verbose_name_plural': 'お問い合わせ'},
        ),
        migrations.AddField(
            model_name='staffpreference',
            name='given_mail',
            field=models.BooleanField(default=True, help_text='ほかの人があなたをお問い合わせの担当に決めたときに、受付番号をメールでお知らせします。', verbose_name='担当になったお知らせのメール'),
        ),
    ]
