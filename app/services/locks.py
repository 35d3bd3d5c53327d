"""Waiting for one another where no constraint can state the rule."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def hold(session: Session, name: str) -> None:
    """Let nobody else who asks for the same name pass until this transaction ends.

    SQLite has a single writer anyway; PostgreSQL is asked for a lock of that name.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))
