from django.db import migrations

# What is counted in it may be lost in a crash, so it need not be written twice.
CREATE = """
CREATE UNLOGGED TABLE IF NOT EXISTS cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS cache_expires ON cache (expires);
"""


class Migration(migrations.Migration):
    """The table of the cache that settings.CACHES names."""

    dependencies = [("annotations", "0002_initial")]

    operations = [migrations.RunSQL(CREATE, "DROP TABLE IF EXISTS cache")]
