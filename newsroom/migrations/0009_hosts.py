import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0008_imports"),
    ]

    operations = [
        migrations.AddField(
            model_name="host",
            name="busy_until",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="host",
            name="turn_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddField(
            model_name="host",
            name="later_turn_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
    ]
