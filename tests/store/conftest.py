from tests.databases import blank_url, database_url, engine, new_database, postgres

__all__ = ["blank_url", "database_url", "engine", "new_database", "postgres"]
