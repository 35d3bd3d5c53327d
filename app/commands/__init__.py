"""The commands, and what they share: opening the database, finding things by name, saying no."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from annotations.errors import AnnotationError
from app import schema
from app.db import Database, UnsafeDatabase
from app.models import Member, Project, Round, User
from app.services.accounts import canonical_email
from app.services.refused import Refused
from config import Config, UnsafeSettings

REFUSED, NOT_READY, FOUND_SOMETHING = 1, 3, 4


def command(function: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a refusal, or an installation that is not ready, into a message and an exit code."""

    @wraps(function)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except AnnotationError as error:
            click.echo(f"Refused: {error}", err=True)
            sys.exit(REFUSED)
        except (UnsafeDatabase, UnsafeSettings, schema.SchemaMismatch) as error:
            click.echo(str(error), err=True)
            sys.exit(NOT_READY)
        except OperationalError as error:
            click.echo(f"The database cannot be used: {error.orig}", err=True)
            sys.exit(NOT_READY)
        except BrokenPipeError:
            raise  # whoever reads the output has seen enough; click knows what to do
        except OSError as error:
            click.echo(f"A file or folder cannot be used: {error.strerror}: {error.filename}", err=True)
            sys.exit(REFUSED)

    return run


@contextmanager
def opened() -> Iterator[Database]:
    """Open the database of this installation, refusing one that is not up to date."""
    database = Database(Config.from_environ().database_url)
    try:
        schema.check(database.engine)
        yield database
    finally:
        database.close()


@contextmanager
def writing() -> Iterator[Session]:
    """Open the database and give the session that may change it."""
    with opened() as database, database.writing() as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Open the database and give a reading session."""
    with opened() as database, database.reading() as session:
        yield session


def find_project(session: Session, slug: str) -> Project:
    """Return the project, or say that there is none."""
    project = session.scalar(select(Project).where(Project.slug == slug))
    if project is None:
        raise Refused(f"There is no project {slug!r}.")
    return project


def find_round(session: Session, project: Project, name: str) -> Round:
    """Return the round of the project by its name."""
    found = session.scalar(select(Round).where(Round.project_id == project.id, Round.name == name))
    if found is None:
        raise Refused(f"The project {project.slug!r} has no round {name!r}.")
    return found


def find_user(session: Session, email: str) -> User:
    """Return the account by its e-mail address."""
    user = session.scalar(select(User).where(User.email == canonical_email(email)))
    if user is None:
        raise Refused(f"There is no account {email!r}.")
    return user


def find_annotator(session: Session, project: Project, name: str) -> User:
    """Return a member with the role annotator by e-mail address, pseudonym or name."""
    query = (
        select(Member)
        .join(Member.user)
        .where(Member.project_id == project.id, Member.left_at.is_(None), Member.role == "annotator")
        .where((Member.pseudonym == name) | (User.email == name.strip().casefold()) | (User.name == name))
    )
    found = session.scalars(query).all()
    if len(found) != 1:
        problem = "names several annotators" if found else "is no annotator"
        raise Refused(
            f"{name!r} {problem} of the project {project.slug!r}; use an e-mail address or a pseudonym."
        )
    return found[0].user
