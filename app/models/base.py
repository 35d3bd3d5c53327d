"""What all tables share: names of constraints, column types, STRICT tables on SQLite."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, MetaData, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC: ISO 8601 text of fixed width on SQLite, `timestamptz` on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        """Use the database's own type where it has one."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else TIMESTAMP(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Any) -> Any:
        """Refuse a moment without a time zone: it would mean another moment elsewhere."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        value = value.astimezone(UTC)
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Any) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


class Flag(TypeDecorator[bool]):
    """True or false: 0 and 1 on SQLite, whose STRICT tables know no BOOLEAN."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        """Use the database's own type where it has one."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_result_value(self, value: Any, dialect: Any) -> bool | None:
        """Return a bool."""
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """A plain JSON value as canonical text: sorted keys, no spaces, no NaN."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str:
        """Write canonical text."""
        return _CANONICAL.encode(value)

    def process_result_value(self, value: str | None, dialect: Any) -> Any:
        """Return the plain value."""
        return None if value is None else json.loads(value)


class Base(DeclarativeBase):
    """Every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: Text, datetime: Instant, bool: Flag, dict: Json, list: Json}  # noqa: RUF012

    def __init_subclass__(cls, **options: Any) -> None:
        """Make each table STRICT, and its ids never used twice."""
        settings = {"sqlite_strict": True, "sqlite_autoincrement": True}
        given = cls.__dict__.get("__table_args__", ())
        cls.__table_args__ = (*given, settings)
        super().__init_subclass__(**options)


def key() -> Mapped[int]:
    """Return the column of a table's own id."""
    return mapped_column(Integer, primary_key=True)


def reference(column: str, *, nullable: bool = False, index: bool = True) -> Mapped[Any]:
    """Return a column that points to another table; what is pointed at cannot be deleted."""
    return mapped_column(Integer, ForeignKey(column, ondelete="RESTRICT"), nullable=nullable, index=index)


def one_of(column: str, *values: str, name: str | None = None) -> CheckConstraint:
    """Return the rule that a column holds one of these words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=name or f"{column}_known")
