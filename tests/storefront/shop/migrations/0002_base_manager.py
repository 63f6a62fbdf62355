from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="order",
            options={
                "base_manager_name": "objects",
                "ordering": ("-created",),
                "verbose_name": "注文",
                "verbose_name_plural": "注文",
            },
        ),
        migrations.AlterModelOptions(
            name="quote",
            options={
                "base_manager_name": "objects",
                "ordering": ("-created",),
                "verbose_name": "見積",
                "verbose_name_plural": "見積",
            },
        ),
    ]
