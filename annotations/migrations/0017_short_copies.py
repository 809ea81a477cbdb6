from django.db import migrations

# What is too short to be found by its words is compared again where agency copy is found.
TOLD = """
CREATE OR REPLACE FUNCTION annotations_told_by_copy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH held AS MATERIALIZED (
        SELECT telling.highlight_id
        FROM newsroom_version said
        JOIN newsroom_version version ON version.article_id = said.article_id
        JOIN annotations_highlight highlight ON highlight.version_id = version.id
        JOIN annotations_telling telling ON telling.highlight_id = highlight.id
        WHERE said.id IN (SELECT version_id FROM stirred) AND ({which})
        ORDER BY telling.highlight_id FOR NO KEY UPDATE OF telling
    )
    UPDATE annotations_telling telling SET change = change + 1
    FROM held WHERE telling.highlight_id = held.highlight_id;
    RETURN NULL;
END $$;
"""
GROUPED = "telling.statement_id IS NOT NULL"
SHORT = "telling.speaker_id IS NOT NULL AND length(highlight.words) <= 120"


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0016_speakers_by_name"),
    ]

    operations = [
        migrations.RunSQL(
            [
                TOLD.format(which=f"{GROUPED} OR {SHORT}"),
                # Those that stand in copies already.
                f"""
                UPDATE annotations_telling AS telling SET change = change + 1
                FROM annotations_highlight AS highlight, newsroom_version AS version
                WHERE highlight.id = telling.highlight_id AND version.id = highlight.version_id
                AND {SHORT} AND EXISTS (
                    SELECT FROM newsroom_article AS article
                    JOIN newsroom_copy AS copy ON copy.version_id = article.latest_version_id
                    WHERE article.id = version.article_id)
                """,
            ],
            TOLD.format(which=GROUPED),
        ),
    ]
