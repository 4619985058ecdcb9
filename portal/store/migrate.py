"""Bring a database to the newest tables, or back: Alembic, called from Python."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
# The number of the lock that migrating processes take on PostgreSQL; any number nobody else uses.
ONE_AT_A_TIME = 5_007_463_942_189_901


def head() -> str:
    """The newest revision, as recorded in migrations/HEAD (two branches that both add one then collide in that file)."""
    return (FOLDER / "HEAD").read_text().strip()


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database to a revision. Several processes may call this at once: they take turns."""
    from alembic import command

    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database back to an older revision; "base" is empty."""
    from alembic import command

    command.downgrade(_config(url), revision)


def _config(url: str):  # type: ignore[no-untyped-def]
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["url"] = url
    return config
