"""The rows of an archive put into a database: each value checked, each reference led to its new row."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from annotations.errors import AnnotationError
from annotations.wellformed import text_fault
from app.clock import now
from app.models import Base
from app.services.archived_rows import AT_ONCE, Chains, Numbering
from app.services.archived_tables import PEOPLE, TABLES, referred
from app.services.restored_values import Files, checked
from exports.errors import UnreadableBundle
from exports.machine_part import PEOPLE_FILE, Row, read_rows, table_file


def put(session: Session, files: Files, slug: str) -> Numbering:
    """Put everything that the archive's machine part holds into the database under a short name.

    Raises:
        UnreadableBundle: something is wrong; the message names the file, the row and the reason.
    """
    numbering = Numbering()
    numbering.of[PEOPLE] = _put_people(session, files, slug)
    for table in TABLES:
        rows = _moved(table, checked(table, files), numbering)
        if table.name == "project":
            rows = iter([row | {"slug": slug} for row in rows])
        _insert(session, table, rows, numbering)
    return numbering


def _put_people(session: Session, files: Files, slug: str) -> dict[int, int]:
    """Add an account that nobody can use for each person; labels lead back to it."""
    known = {row.get("user_id"): row.get("pseudonym") for _, row in read_rows(files, table_file("member"))}
    rows = []
    for number, (place, row) in enumerate(read_rows(files, PEOPLE_FILE), 1):
        name = row.get("name") or known.get(number) or f"Person {number}"
        if row.get("id") != number or text_fault(name, 1_000):
            raise UnreadableBundle(f"{place}: this is no person with a number and a name.")
        rows.append(
            {
                "email": f"{slug}.{number}@restored.invalid",
                "name": name,
                "password_hash": None,
                "is_admin": False,
                "created_at": now(),
                "deactivated_at": now(),
            }
        )
    return dict(enumerate(_new_ids(session, Base.metadata.tables[PEOPLE], rows), 1))


def _moved(table: Table, rows: Iterable[tuple[str, Row]], numbering: Numbering) -> Iterator[Row]:
    """Yield the rows with the numbers they have here, and the chain of changes written for these."""
    stored, made = Chains(checked=True), Chains()
    for place, row in rows:
        for column in table.columns:
            target, number = referred(column), row[column.name]
            if target is not None and number is not None and number not in numbering.of[target.name]:
                raise UnreadableBundle(f"{place}, {column.name}: there is no row {number} of {target.name}.")
        try:
            moved = numbering.referred(table, row)
            if table.name == "change":
                stored.link(row)
                moved |= made.link(moved)
        except (KeyError, TypeError, ValueError, AttributeError, AnnotationError) as problem:
            raise UnreadableBundle(f"{place}: what it refers to cannot be followed: {problem}.") from problem
        yield moved


def _insert(session: Session, table: Table, rows: Iterator[Row], numbering: Numbering) -> None:
    numbers = numbering.of.setdefault(table.name, {})
    # A row may refer to one before it in the same table, whose number must be known by then.
    to_itself = any(referred(column) is table for column in table.columns)
    heads: dict[int, str] = {}
    try:
        while some := list(islice(rows, 1 if to_itself else AT_ONCE)):
            if table.name == "change":
                heads |= {row["annotation_id"]: row["hash"] for row in some}
            if "id" not in table.c:
                session.connection().execute(insert(table), some)
                continue
            told = [row.pop("id") for row in some]
            numbers |= dict(zip(told, _new_ids(session, table, some), strict=True))
    except (IntegrityError, DataError) as problem:
        told_why = f"{table_file(table.name)}: a row breaks a rule of its table: {problem.orig}"
        raise UnreadableBundle(told_why) from problem
    _set_heads(session, heads)


def _new_ids(session: Session, table: Table, rows: Iterable[Row]) -> list[int]:
    """Insert the rows and return their new numbers, in order."""
    given = list(rows)
    if not given:
        return []
    query = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    return list(session.connection().execute(query, given).scalars())


def _set_heads(session: Session, heads: dict[int, str]) -> None:
    """Let each annotation name its newest change, whose hash has been written anew."""
    table: Any = Base.metadata.tables["annotation"]
    if heads:
        query = update(table).where(table.c.id == bindparam("number")).values(head_hash=bindparam("newest"))
        rows = [{"number": number, "newest": newest} for number, newest in heads.items()]
        session.connection().execute(query, rows)
