"""The system of record: all releases, in SQLite or PostgreSQL; the only place that knows column names."""
