from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kasuhara_plugin', '0008_search_key'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='accountflag',
            index=models.Index(fields=['until'], name='kasuhara_flag_until'),
        ),
        migrations.AddIndex(
            model_name='accountflag',
            index=models.Index(fields=['review_on'], name='kasuhara_flag_review'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['-created_at', '-id'], name='kasuhara_customer_newest'),
        ),
        migrations.AddIndex(
            model_name='customer',
            index=models.Index(fields=['party_type', '-created_at', '-id'], name='kasuhara_customer_party'),
        ),
        migrations.AddIndex(
            model_name='flagdecision',
            index=models.Index(fields=['act', 'flag'], name='kasuhara_decision_act'),
        ),
        migrations.AddIndex(
            model_name='refusal',
            index=models.Index(fields=['-at', '-id'], name='kasuhara_refusal_newest'),
        ),
    ]
