"""The files of an archive's machine part, written from a project's rows: tables, texts and sources."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Article, Assignment, Base
from app.services import archived_rows
from app.services.archived_tables import TABLES, Part
from exports import machine_part
from exports.machine_part import FORMAT_FILE, PEOPLE_FILE, Kind, Row


class Folder(Mapping[str, bytes]):
    """The files of a machine part while it is written: on disk, since a project may be large."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._names: dict[str, Path] = {}

    def __getitem__(self, name: str) -> bytes:
        return self._names[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def add(self, name: str, parts: Iterable[bytes]) -> None:
        """Add a file."""
        # Known by name at once: while a table is written, the texts in it are added.
        path = self._names[name] = self._path / f"{len(self._names)}"
        with path.open("wb") as out:
            out.writelines(parts)

    def replace(self, name: str, raw: bytes) -> None:
        """Write another content for a file that is here."""
        self._names[name].write_bytes(raw)

    def pieces(self) -> Iterator[tuple[str, Iterator[bytes]]]:
        """Yield the files in pieces by name, those that a bundle brings itself left out."""
        for name, path in sorted(self._names.items()):
            if name.startswith(machine_part.FOLDER):
                yield name, _read(path)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            yield piece


def write_machine_part(session: Session, part: Part, kind: Kind, files: Folder) -> None:
    """Write every row of the project, and the texts and sources as files of their own.

    Raises:
        Refused: its chain of changes is broken.
    """
    numbering = archived_rows.Numbering()
    files.add(FORMAT_FILE, [kind.text().encode()])
    people = archived_rows.people(session, part, numbering, names=kind.names)
    files.add(PEOPLE_FILE, machine_part.lines(people))
    secret = archived_rows.addresses(session, part)
    texts = _Texts(files, _used(session, part))
    for table in TABLES:
        rows = archived_rows.rows_of(session, part, table, numbering, secret)
        if table.name == "article":
            rows = map(texts.apart, rows)
        if table.name == "article_source":
            rows = map(texts.source_apart, rows)
        files.add(machine_part.table_file(table.name), machine_part.lines(map(archived_rows.plain, rows)))


def _used(session: Session, part: Part) -> frozenset[int]:
    """Return the articles that rounds use, by the numbers that they have in the archive."""
    article, assignment = (Base.metadata.tables[one.__tablename__] for one in (Article, Assignment))
    owed = set(session.scalars(select(assignment.c.article_id).where(part.belongs(assignment)).distinct()))
    ids = session.scalars(select(article.c.id).where(part.belongs(article)).order_by(article.c.id))
    return frozenset(number for number, key in enumerate(ids, 1) if key in owed)


@dataclass(frozen=True)
class _Texts:
    """Takes texts and bytes out of the rows and writes them as files."""

    files: Folder
    used: frozenset[int]

    def apart(self, row: Row) -> Row:
        """Return an article without its text, which becomes a file."""
        text = row.pop("text")
        self.files.add(machine_part.text_name(row["id"], used=row["id"] in self.used), [text.encode()])
        return row

    def source_apart(self, row: Row) -> Row:
        """Return a source without its bytes: they become a file unless the text has the same."""
        raw, number = row.pop("raw"), row["article_id"]
        same = self.files[machine_part.text_name(number, used=number in self.used)] == raw
        if not same:
            self.files.add(machine_part.source_name(number), [raw])
        return row | {"same": same}
