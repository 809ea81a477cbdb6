from django.db import migrations

# A list of a topic walks along its articles by day, or by when they came in: both stand with the
# topic, too, and triggers keep them the same.
KEEPING = """
    ALTER TABLE newsroom_article_topics
        ADD COLUMN dated_at timestamptz, ADD COLUMN added_at timestamptz;
    -- Nothing becomes more or fewer by it.
    ALTER TABLE newsroom_article_topics DISABLE TRIGGER article_topics_changed;
    UPDATE newsroom_article_topics AS given
        SET dated_at = article.dated_at, added_at = article.added_at
        FROM newsroom_article AS article WHERE article.id = given.article_id;
    ALTER TABLE newsroom_article_topics ENABLE TRIGGER article_topics_changed;
    ALTER TABLE newsroom_article_topics
        ALTER COLUMN dated_at SET NOT NULL, ALTER COLUMN added_at SET NOT NULL;
    CREATE INDEX topic_dated_at ON newsroom_article_topics (topic_id, dated_at, article_id);
    CREATE INDEX topic_added_at ON newsroom_article_topics (topic_id, added_at, article_id);

    CREATE FUNCTION newsroom_date_topic() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Whoever changes the days of the article meanwhile comes before or after us.
        SELECT article.dated_at, article.added_at INTO NEW.dated_at, NEW.added_at
        FROM newsroom_article AS article WHERE article.id = NEW.article_id FOR SHARE;
        RETURN NEW;
    END $$;
    CREATE TRIGGER topic_dated BEFORE INSERT OR UPDATE OF article_id ON newsroom_article_topics
        FOR EACH ROW EXECUTE FUNCTION newsroom_date_topic();
    CREATE FUNCTION newsroom_date_topics() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE newsroom_article_topics SET dated_at = NEW.dated_at, added_at = NEW.added_at
        WHERE article_id = NEW.id;
        RETURN NULL;
    END $$;
    CREATE TRIGGER topics_dated AFTER UPDATE ON newsroom_article FOR EACH ROW
        WHEN ((OLD.dated_at, OLD.added_at) IS DISTINCT FROM (NEW.dated_at, NEW.added_at))
        EXECUTE FUNCTION newsroom_date_topics();

    DROP TRIGGER article_topics_changed ON newsroom_article_topics;
    CREATE TRIGGER article_topics_changed
        AFTER INSERT OR DELETE OR UPDATE OF article_id, topic_id
        ON newsroom_article_topics FOR EACH ROW EXECUTE FUNCTION newsroom_tally_topic()
"""
NO_MORE = """
    DROP TRIGGER topics_dated ON newsroom_article;
    DROP TRIGGER topic_dated ON newsroom_article_topics;
    DROP FUNCTION newsroom_date_topics();
    DROP FUNCTION newsroom_date_topic();
    ALTER TABLE newsroom_article_topics DROP COLUMN dated_at, DROP COLUMN added_at;
    DROP TRIGGER article_topics_changed ON newsroom_article_topics;
    CREATE TRIGGER article_topics_changed AFTER INSERT OR UPDATE OR DELETE
        ON newsroom_article_topics FOR EACH ROW EXECUTE FUNCTION newsroom_tally_topic()
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0014_amendments")]

    operations = [migrations.RunSQL(KEEPING, NO_MORE)]
