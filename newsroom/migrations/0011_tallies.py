import django.db.models.deletion
from django.db import migrations, models

COUNTING = """
    CREATE FUNCTION newsroom_tally_articles() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' AND OLD.outlet_id IS NOT NULL
            AND OLD.latest_version_id IS NOT NULL AND OLD.removed_at IS NULL THEN
            INSERT INTO newsroom_tally (outlet_id, change) VALUES (OLD.outlet_id, -1);
        END IF;
        IF TG_OP <> 'DELETE' AND NEW.outlet_id IS NOT NULL
            AND NEW.latest_version_id IS NOT NULL AND NEW.removed_at IS NULL THEN
            INSERT INTO newsroom_tally (outlet_id, change) VALUES (NEW.outlet_id, 1);
        END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER article_added AFTER INSERT ON newsroom_article
        FOR EACH ROW EXECUTE FUNCTION newsroom_tally_articles();
    CREATE TRIGGER article_deleted AFTER DELETE ON newsroom_article
        FOR EACH ROW EXECUTE FUNCTION newsroom_tally_articles();
    CREATE TRIGGER article_changed AFTER UPDATE ON newsroom_article FOR EACH ROW
        WHEN (OLD.outlet_id IS DISTINCT FROM NEW.outlet_id
            OR (OLD.latest_version_id IS NULL) <> (NEW.latest_version_id IS NULL)
            OR (OLD.removed_at IS NULL) <> (NEW.removed_at IS NULL))
        EXECUTE FUNCTION newsroom_tally_articles();
    INSERT INTO newsroom_tally (outlet_id, change)
    SELECT outlet_id, count(*) FROM newsroom_article
    WHERE latest_version_id IS NOT NULL AND removed_at IS NULL AND outlet_id IS NOT NULL
    GROUP BY outlet_id
"""
NO_MORE = """
    DROP TRIGGER article_added ON newsroom_article;
    DROP TRIGGER article_deleted ON newsroom_article;
    DROP TRIGGER article_changed ON newsroom_article;
    DROP FUNCTION newsroom_tally_articles()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0010_discovery"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("change", models.IntegerField()),
                (
                    "outlet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="newsroom.outlet",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "tallies",
            },
        ),
        migrations.RunSQL(COUNTING, NO_MORE),
    ]
