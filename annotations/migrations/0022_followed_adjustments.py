from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0021_kept_anchors")]

    operations = [
        migrations.AddField(
            model_name="adjustment",
            name="followed",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
