from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0029_refused_a_day'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='inquiry',
            options={'default_permissions': ('view', 'add'), 'ordering': ['-id'], 'permissions': [('release_inquiry', '保留のお問い合わせを解除する'), ('answer_inquiry', 'お問い合わせへの回答を記録する'), ('handle_assigned_inquiry', '担当になったお問い合わせを閲覧し、回答する')], 'verbose_name': 'お問い合わせ', 'verbose_name_plural': 'お問い合わせ'},
        ),
    ]
