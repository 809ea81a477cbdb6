from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0005_rules_and_repairs")]

    operations = [
        migrations.AlterField(
            model_name="capture",
            name="source",
            field=models.CharField(
                choices=[
                    ("link", "Fetched from its address"),
                    ("pasted", "Pasted"),
                    ("file", "A file"),
                    ("sent", "Sent by a reader’s browser"),
                ],
                max_length=10,
            ),
        ),
    ]
