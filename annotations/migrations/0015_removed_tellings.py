from django.db import migrations

# A quotation of an article that somebody removed counts no more than one that was deleted.
TELL = """
CREATE OR REPLACE FUNCTION annotations_tell(ids bigint[], anew boolean) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO annotations_telling AS telling
        (highlight_id, speaker_id, outlet_id, dated_at, kept_by)
    SELECT highlight.id, said.speaker_id, article.outlet_id, article.dated_at,
        CASE WHEN highlight.visibility <> 'everyone' THEN highlight.author_id END
    FROM annotations_highlight highlight
    JOIN newsroom_version version ON version.id = highlight.version_id
    JOIN newsroom_article article ON article.id = version.article_id
    LEFT JOIN annotations_attribution said ON said.highlight_id = highlight.id
        AND said.shown
        AND highlight.kind = 'quote' AND highlight.deleted_at IS NULL
        {standing}
    WHERE highlight.id = ANY(ids) AND (said.id IS NOT NULL OR EXISTS (
        SELECT FROM annotations_telling known WHERE known.highlight_id = highlight.id))
    ORDER BY highlight.id
    ON CONFLICT (highlight_id) DO UPDATE SET
        speaker_id = excluded.speaker_id,
        outlet_id = excluded.outlet_id,
        dated_at = excluded.dated_at,
        kept_by = excluded.kept_by,
        change = telling.change + 1
    WHERE anew OR (telling.speaker_id, telling.outlet_id, telling.dated_at, telling.kept_by)
        IS DISTINCT FROM
        (excluded.speaker_id, excluded.outlet_id, excluded.dated_at, excluded.kept_by)
$$;
"""
TOLD_OF = """
CREATE FUNCTION annotations_tell_of(articles bigint[]) RETURNS void LANGUAGE sql AS $$
    SELECT annotations_tell(array(
        SELECT highlight.id FROM newsroom_version version
        JOIN annotations_highlight highlight ON highlight.version_id = version.id
        WHERE version.article_id = ANY(articles)), false)
$$;
CREATE OR REPLACE FUNCTION annotations_told_by_article() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    elsewhere bigint[] := array(
        SELECT id FROM stirred JOIN before USING (id)
        WHERE (stirred.outlet_id, stirred.dated_at)
            IS DISTINCT FROM (before.outlet_id, before.dated_at));
    removed bigint[] := array(
        SELECT id FROM stirred JOIN before USING (id)
        WHERE (stirred.removed_at IS NULL) <> (before.removed_at IS NULL));
BEGIN
    IF elsewhere <> '{}' THEN PERFORM annotations_tell_where(elsewhere); END IF;
    IF removed <> '{}' THEN PERFORM annotations_tell_of(removed); END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION annotations_told_by_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE elsewhere bigint[] := array(
    SELECT DISTINCT stirred.article_id FROM stirred JOIN before USING (id)
    WHERE stirred.article_id <> before.article_id);
BEGIN
    IF elsewhere <> '{}' THEN
        PERFORM annotations_tell_where(elsewhere);
        PERFORM annotations_tell_of(elsewhere);
    END IF;
    RETURN NULL;
END $$;
"""
NOT_TOLD_OF = """
CREATE OR REPLACE FUNCTION annotations_told_by_article() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE elsewhere bigint[] := array(
    SELECT id FROM stirred JOIN before USING (id)
    WHERE (stirred.outlet_id, stirred.dated_at)
        IS DISTINCT FROM (before.outlet_id, before.dated_at));
BEGIN
    IF elsewhere <> '{}' THEN PERFORM annotations_tell_where(elsewhere); END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION annotations_told_by_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE elsewhere bigint[] := array(
    SELECT DISTINCT stirred.article_id FROM stirred JOIN before USING (id)
    WHERE stirred.article_id <> before.article_id);
BEGIN
    IF elsewhere <> '{}' THEN PERFORM annotations_tell_where(elsewhere); END IF;
    RETURN NULL;
END $$;
DROP FUNCTION annotations_tell_of(bigint[]);
"""
ALL = """
SELECT annotations_tell_of(array_agg(id)) FROM newsroom_article WHERE removed_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0014_removals"),
        ("newsroom", "0013_removed_articles"),
    ]

    operations = [
        migrations.RunSQL(
            [TELL.format(standing="AND article.removed_at IS NULL"), TOLD_OF],
            [TELL.format(standing=""), ALL, NOT_TOLD_OF],
        ),
        migrations.RunSQL(ALL, migrations.RunSQL.noop),
    ]
