"""A project as a research archive: all that it takes to read it, to compute it again and to restore it.

The machine part is read from the site. It is then restored into a database of its own, and what people read
is written from there: so an archive never names rows or people of the site, the same project gives the same
bytes wherever it lies, and each archive has been restored once before anybody has to rely on it.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Base, Project
from app.schema import NEWEST
from app.services import doctor, download, restored_rows, talk
from app.services.archived_files import Folder, write_machine_part
from app.services.archived_tables import Part
from app.services.refused import Refused
from exports import citation, machine_part, recompute
from exports.archive import Further, write_bundle
from exports.archive_readme import archive_readme
from exports.bundle import Bundle
from exports.machine_part import Kind
from exports.text_free import QUOTES, cut_row, is_text, quote_rows, text_free


@dataclass(frozen=True)
class Wishes:
    """What an archive shall hold: ``names`` of people, what only some of the team may read (``private``).

    With a ``quote_length`` the texts stay out, and quotes are at most so long.
    """

    names: bool = False
    private: bool = False
    quote_length: int | None = None


# What a fresh file of our own needs no proof of.
_NOT_ASKED = ("file", "schema")


def write(session: Session, project: Project, out: BinaryIO, wishes: Wishes | None = None) -> None:
    """Write the archive of a project.

    Raises:
        Refused: its chain of changes is broken, or the archive could not be restored.
    """
    asked = wishes or Wishes()
    cut_at = asked.quote_length
    kind = Kind(NEWEST, asked.names, asked.private, cut_at is not None, cut_at or 0)
    with tempfile.TemporaryDirectory(prefix="parallax-archive-") as folder:
        files = Folder(Path(folder))
        write_machine_part(session, Part(project, asked.private), kind, files)
        write_restored(files, kind, out)


def write_restored(files: Folder, kind: Kind, out: BinaryIO) -> None:
    """Restore a machine part on trial and write the whole archive from what came of it."""
    with restored(files) as session:
        whole = bundle(session, names=kind.names)
        told: list[tuple[str, Iterable[bytes]]] = [
            ("ARCHIVE.txt", [archive_readme(kind).encode()]),
            ("CITATION.cff", [citation.cff(whole).encode()]),
            *recompute.files(),
        ]
        if not kind.text_free:
            write_bundle(out, whole, names=kind.names, more=Further([*told, *files.pieces()]))
            return
        further = Further([*told, *_cut(files, kind)], [(QUOTES, quote_rows(whole))], texts=False)
        write_bundle(out, text_free(whole, kind.quote_length), names=kind.names, more=further)


def _cut(files: Folder, kind: Kind) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the files of the machine part without the texts, its quotes cut."""
    for name, pieces in files.pieces():
        if name == machine_part.table_file("foreign_part"):
            yield name, iter(())  # what other programs wrote may hold whole texts under any name
        elif name.endswith(".jsonl"):
            rows = (row for _, row in machine_part.read_rows(files, name))
            yield name, machine_part.lines(cut_row(row, kind.quote_length) for row in rows)
        elif not is_text(name):
            yield name, pieces


def bundle(session: Session, *, names: bool) -> Bundle:
    """Return the records of the only project of a restored database, without any address."""
    project = session.scalars(select(Project)).one()
    made = download.bundle(
        session,
        project,
        rounds=download.rounds_of(session, project),
        names=names,
        reader=talk.everybody(project),
    )
    return replace(made, annotators=[one._replace(email=None) for one in made.annotators])


@contextmanager
def restored(files: Mapping[str, bytes]) -> Iterator[Session]:
    """Restore a machine part into a database of its own, have it looked at, and give a session on it.

    Raises:
        Refused: it is not whole; the message says what the doctor found.
    """
    with tempfile.TemporaryDirectory(prefix="parallax-restored-") as folder:
        database = Database(f"sqlite:///{folder}/restored.sqlite", threads=2)
        try:
            Base.metadata.create_all(database.engine)
            with database.writing() as session:
                restored_rows.put(session, files, slug_of(files))
            with database.reading() as session:
                _examine(session)
                yield session
        finally:
            database.close()


def slug_of(files: Mapping[str, bytes]) -> str:
    """Return the short name that the project has in the archive."""
    rows = [row for _, row in machine_part.read_rows(files, machine_part.table_file("project"))]
    if len(rows) != 1 or not isinstance(rows[0].get("slug"), str):
        raise Refused("An archive holds exactly one project; this one does not.")
    return str(rows[0]["slug"])


def _examine(session: Session) -> None:
    for check in doctor.CHECKS:
        for finding in check.look(session) if check.name not in _NOT_ASKED else ():
            raise Refused(f"The archive would not restore what it was made from: {finding.message}")
