"""What every table shares: the declarative base, the two column types of the house and the naming of constraints.

A column that holds words about a person, a name, a number or an address is made with `sealed()` (see store/crypto.py).
Such a column needs a text primary key called `id`, made before the insert: it is part of what the seal is bound to.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, LargeBinary, MetaData, String
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

ID_LENGTH = 32


class Instant(TypeDecorator[datetime]):
    """A moment: aware in Python, always UTC in the database. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables of the house hang on this one; migrations compare themselves with its metadata."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant()}


def identity() -> MappedColumn[str]:
    """The primary key of most tables: 128 random bits as hex, made by crypto.new_id() before the insert."""
    return mapped_column(String(ID_LENGTH), primary_key=True)


def sealed(**options: Any) -> MappedColumn[Any]:
    """A column that holds only what crypto.seal() made; rotation finds it by this mark."""
    return mapped_column(LargeBinary, info={"sealed": True}, **options)
