from django.db import migrations

# What an address names may be a part of another speaker by now, who may be a part of a third.
NOW = """
CREATE FUNCTION annotations_speaker_now(named bigint) RETURNS bigint
LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
    WITH RECURSIVE went AS (
        SELECT id, merged_into_id FROM annotations_speaker WHERE id = named
        UNION
        SELECT other.id, other.merged_into_id
        FROM went JOIN annotations_speaker AS other ON other.id = went.merged_into_id
    )
    SELECT id FROM went WHERE merged_into_id IS NULL
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0012_speakers"),
    ]

    operations = [
        migrations.RunSQL(NOW, "DROP FUNCTION annotations_speaker_now(bigint)"),
    ]
