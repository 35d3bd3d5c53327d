"""Which articles a program asks for, and in which order: filters on what the asking account may read.

What annotators may not read cannot be asked about either: for them there are no filters on what is known of
an article, since one on its outlet would tell what their round hides.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Double, Select, and_, func, literal, not_, or_, select, true

from annotations.wellformed import text_fault
from app.models import AnnotationHead, Article, Assignment, Outlet, Round
from app.permissions import Scene
from app.services import seen_by_programs
from app.services.refused import Refused

LARGEST = 2**53
LONGEST = 1_000
MOST_VALUES = 10_000
NUMBER, MOMENT, WORDS = "Number", "Datetime", "String"
OF_DATA = "data."
DATA = {
    "name": Article.name,
    "title": Article.title,
    "published": Article.published,
    "language": Article.language,
    "byline": Article.byline,
    "url": Article.url,
    "text": Article.text,
}


@dataclass(frozen=True)
class Filter:
    """One condition: a column, how its values are compared, and with what."""

    column: str
    operator: str
    value: Any


@dataclass(frozen=True)
class Choice:
    """What a program asks for; without anything it is every article in the order of numbers."""

    filters: tuple[Filter, ...] = ()
    any_of: bool = False
    order: tuple[str, ...] = ()
    included: tuple[int, ...] | None = None
    excluded: tuple[int, ...] = ()


def narrowed(here: Scene, query: Select[Any], choice: Choice) -> Select[Any]:
    """Return a query for articles, narrowed and ordered.

    Raises:
        Refused: names the column, operator or value that is not offered.
    """
    lists = [one.value for one in choice.filters if isinstance(one.value, list)]
    if sum(map(len, [*lists, choice.included or (), choice.excluded])) > MOST_VALUES:
        raise Refused(f"A query may name at most {MOST_VALUES:,} values.")
    conditions = [_condition(here, one) for one in choice.filters]
    if conditions:
        query = query.where(or_(*conditions) if choice.any_of else and_(*conditions))
    if choice.included is not None:
        query = query.where(Article.id.in_(choice.included))
    if choice.excluded:
        query = query.where(Article.id.not_in(choice.excluded))
    if choice.order:
        query = query.order_by(None).order_by(*(_ordered(here, name) for name in choice.order), Article.id)
    return query


def _ordered(here: Scene, name: str) -> ColumnElement[Any]:
    column, _ = _column(here, name.removeprefix("-"))
    return column.desc().nulls_last() if name.startswith("-") else column.asc().nulls_last()


def _column(here: Scene, name: str) -> tuple[ColumnElement[Any], str]:
    """Return a column and the kind of its values."""
    if name in COLUMNS:
        make, kind = COLUMNS[name]
        return make(here), kind
    if name.startswith(OF_DATA) and seen_by_programs.leads(here):
        field = name.removeprefix(OF_DATA)
        if field == "outlet":
            called = select(Outlet.name).where(Outlet.id == Article.outlet_id).correlate(Article)
            return func.coalesce(called.scalar_subquery(), ""), WORDS
        if field in DATA:
            return DATA[field].expression, WORDS
    offered = [*COLUMNS, *(f"{OF_DATA}{one}" for one in (*DATA, "outlet") if seen_by_programs.leads(here))]
    raise Refused(f"Tasks are not chosen by {name[:60]!r} here, only by {', '.join(offered)}.")


def _of_annotations(what: ColumnElement[Any]) -> Callable[[Scene], ColumnElement[Any]]:
    """Return what computes something of the annotations of an article that may be read."""

    def made(here: Scene) -> ColumnElement[Any]:
        query = (
            select(what)
            .select_from(AnnotationHead)
            .join(Assignment, Assignment.id == AnnotationHead.assignment_id)
            .join(Round, Round.id == Assignment.round_id)
            .where(Assignment.article_id == Article.id, seen_by_programs.readable(here))
        )
        return query.correlate(Article).scalar_subquery()

    return made


_changed = _of_annotations(func.max(AnnotationHead.changed_at))
COLUMNS: Mapping[str, tuple[Callable[[Scene], ColumnElement[Any]], str]] = {
    "id": (lambda here: Article.id.expression, NUMBER),
    "inner_id": (lambda here: Article.id.expression, NUMBER),
    "created_at": (lambda here: Article.created_at.expression, MOMENT),
    "updated_at": (lambda here: func.coalesce(_changed(here), Article.created_at), MOMENT),
    "completed_at": (_of_annotations(func.max(AnnotationHead.submitted_at)), MOMENT),
    "total_annotations": (_of_annotations(func.count(AnnotationHead.id)), NUMBER),
}


def _condition(here: Scene, wanted: Filter) -> ColumnElement[bool]:
    column, kind = _column(here, wanted.column)
    name, value = wanted.operator, wanted.value
    if name == "empty":
        is_empty = column.is_(None) if kind != WORDS else column == ""
        return is_empty if _flag(value) else not_(is_empty)
    if name in COMPARED:
        return COMPARED[name](column, _value(value, kind))
    negated = name.startswith("not_")
    found = _within(column, kind, name.removeprefix("not_"), value)
    if found is None:
        raise Refused(f"{wanted.column} is not compared by {name[:40]!r} here.")
    return not_(found) if negated else found


COMPARED: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "equal": lambda column, value: column == value,
    "not_equal": lambda column, value: or_(column != value, column.is_(None)),
    "less": lambda column, value: column < value,
    "greater": lambda column, value: column > value,
    "less_or_equal": lambda column, value: column <= value,
    "greater_or_equal": lambda column, value: column >= value,
}


def _within(column: ColumnElement[Any], kind: str, name: str, value: Any) -> ColumnElement[bool] | None:
    if name == "in" and isinstance(value, dict) and value.keys() == {"min", "max"}:
        return column.between(_value(value["min"], kind), _value(value["max"], kind))
    if name == "in_list" and isinstance(value, list):
        return column.in_([_value(one, kind) for one in value])
    if name == "contains" and kind == WORDS:
        words = _value(value, kind).lower()
        return func.lower(column).contains(words, autoescape=True) if words else true()
    return None


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise Refused("A filter for what is empty needs true or false.")


def _value(value: Any, kind: str) -> Any:
    """Return a value of a filter as the database compares it."""
    if kind == NUMBER:
        if type(value) not in (int, float) or abs(value) > LARGEST:
            raise Refused("A filter on numbers needs a number.")
        # As a number of any size: a column of whole numbers would round it, or refuse a large one.
        return literal(float(value), Double())
    if not isinstance(value, str) or text_fault(value, LONGEST):
        raise Refused(f"A filter on {'dates' if kind == MOMENT else 'words'} needs text.")
    return _moment(value) if kind == MOMENT else value


def _moment(value: str) -> datetime:
    try:
        at = datetime.fromisoformat(value)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(f"{value[:40]!r} is no date and time such as 2025-05-08T09:30:00Z.") from None
