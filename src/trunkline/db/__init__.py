"""The database: models, sessions, partitions, migrations, and the embedded PostgreSQL."""
