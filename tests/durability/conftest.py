from tests.databases import database, database_url, empty_url, engine

__all__ = ["database", "database_url", "empty_url", "engine"]
