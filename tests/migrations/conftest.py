from tests.databases import blank_url, new_database, postgres

__all__ = ["blank_url", "new_database", "postgres"]
