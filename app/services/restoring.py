"""Archives brought back: as a project equal to the one they were made from, or joined with texts."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.errors import AnnotationError
from annotations.text import decode
from app import schema
from app.models import Project
from app.services import activity, archiving, projects, restored_rows
from app.services.archived_files import Folder
from app.services.refused import Refused
from exports import machine_part
from exports.errors import UnreadableBundle
from exports.machine_part import FORMAT_FILE, Kind, Row, read_rows, table_file
from exports.opened import Limits, open_bundle
from exports.text_free import Filler

Files = Mapping[str, bytes]


def opened(source: BinaryIO) -> tuple[Files, Kind]:
    """Return the files of an archive and its kind.

    Raises:
        UnreadableBundle: it is damaged, was changed, or is no research archive.
        Refused: a newer version of the program wrote it.
    """
    files = open_bundle(source, Limits())
    kind = machine_part.read_kind(files)
    if kind.schema not in schema.revisions():
        raise Refused(f"A newer version of Parallax wrote this archive (schema {kind.schema}). Install that.")
    return files, kind


def examined(source: BinaryIO) -> Files:
    """Return the files of an archive that has been restored once on trial and found whole.

    Raises:
        UnreadableBundle: it is damaged or no archive.
        Refused: it has no texts, or what would come of it is not sound.
    """
    files, kind = opened(source)
    if kind.text_free:
        raise Refused("This archive has no texts. Join it with its texts first: parallax join-texts.")
    with archiving.restored(files):
        return files


def restore(session: Session, files: Files, slug: str | None = None) -> Project:
    """Make an equal project of an archive that was examined, under its own short name or another.

    Raises:
        Refused: the short name is unusable or taken.
    """
    name = slug or archiving.slug_of(files)
    projects.check_slug(name)
    if session.scalar(select(Project.id).where(Project.slug == name)) is not None:
        raise Refused(f"There is a project with the short name {name!r} already. Choose another with --as.")
    numbering = restored_rows.put(session, files, name)
    project = session.get_one(Project, numbering.of["project"][1])
    activity.record(session, None, "project.restored", f"project {project.id}", project)
    return project


@dataclass
class Joined:
    """What came of joining: how many articles there are, and those whose file is not among the texts."""

    articles: int = 0
    without_source: list[str] = field(default_factory=list)


def join(source: BinaryIO, texts: Iterable[bytes], out: BinaryIO) -> Joined:
    """Write the whole archive of one without texts, given files among which the texts are.

    Raises:
        UnreadableBundle: the archive is damaged, or a text does not fit its quotes.
        Refused: it has its texts already, or some are not among the files.
    """
    files, kind = opened(source)
    if not kind.text_free:
        raise Refused("This archive has its texts already.")
    with tempfile.TemporaryDirectory(prefix="parallax-join-") as folder:
        whole = Folder(Path(folder))
        try:
            found = _Found.of(texts, files)
            found.refuse_missing()
            _fill(files, found, whole)
        except (KeyError, TypeError, AttributeError, IndexError) as problem:
            raise UnreadableBundle(f"A row of the archive lacks what it must have: {problem}.") from problem
        kind = replace(kind, text_free=False, quote_length=0)
        whole.replace(FORMAT_FILE, kind.text().encode())
        archiving.write_restored(whole, kind, out)
    missing = [row["name"] for row in found.articles if row["id"] not in found.sources]
    return Joined(len(found.articles), missing)


@dataclass(frozen=True)
class _Found:
    """The texts and the bytes that they came from, by the numbers of their articles."""

    articles: list[Row]
    texts: dict[int, str]
    sources: dict[int, bytes]

    @classmethod
    def of(cls, given: Iterable[bytes], files: Files) -> "_Found":
        articles = [row for _, row in read_rows(files, table_file("article"))]
        wanted: dict[str, list[int]] = {}
        for row in articles:
            wanted.setdefault(row["sha256"], []).append(row["id"])
        made: dict[str, list[int]] = {}
        for _, row in read_rows(files, table_file("article_source")):
            made.setdefault(row["sha256"], []).append(row["article_id"])
        found = cls(articles, {}, {})
        for raw in given:
            digest = hashlib.sha256(raw).hexdigest()
            found.sources.update(dict.fromkeys(made.get(digest, ()), raw))
            for text in _readings(raw):
                numbers = wanted.get(hashlib.sha256(text.encode()).hexdigest(), ())
                found.texts.update(dict.fromkeys(numbers, text))
        return found

    def refuse_missing(self) -> None:
        """Say which texts are not here."""
        missing = [row["name"] for row in self.articles if row["id"] not in self.texts]
        if missing:
            told = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
            raise Refused(f"{len(missing):,} of {len(self.articles):,} texts are not there: {told}")


def _readings(raw: bytes) -> Iterator[str]:
    """Yield a file as the text it is, and as the text that an import makes of it."""
    # What is not UTF-8 is no text of a bundle, but may be a file that was imported.
    with suppress(UnicodeDecodeError):
        yield raw.decode()
    try:
        yield decode(raw).text
    except AnnotationError:
        return


def _fill(files: Files, found: _Found, whole: Folder) -> None:
    """Write the machine part with its texts, sources and whole quotes."""
    article_of = _Articles(files)
    for name in files:
        if not name.startswith(machine_part.FOLDER):
            continue
        if not name.endswith(".jsonl"):
            whole.add(name, [files[name]])
        elif name == table_file("article_source"):
            kept = (row for _, row in read_rows(files, name) if row["article_id"] in found.sources)
            whole.add(name, machine_part.lines(kept))
        else:
            table = name.removeprefix(machine_part.FOLDER).removesuffix(".jsonl")
            rows = read_rows(files, name)
            whole.add(name, machine_part.lines(_filled(table, rows, article_of, found.texts)))
    used = {row["article_id"] for _, row in read_rows(files, table_file("assignment"))}
    for number, text in sorted(found.texts.items()):
        raw = text.encode()
        whole.add(machine_part.text_name(number, used=number in used), [raw])
        if number in found.sources and found.sources[number] != raw:
            whole.add(machine_part.source_name(number), [found.sources[number]])


def _filled(
    table: str, rows: Iterable[tuple[str, Row]], article_of: "_Articles", texts: Mapping[int, str]
) -> Iterator[Row]:
    for place, row in rows:
        article = article_of(table, row)
        yield row if article is None else Filler(texts[article], place).row(row)


class _Articles:
    """Which article each row quotes."""

    def __init__(self, files: Files) -> None:
        owed = {row["id"]: row["article_id"] for _, row in read_rows(files, table_file("assignment"))}
        heads = read_rows(files, table_file("annotation"))
        self._of_annotation = {row["id"]: owed[row["assignment_id"]] for _, row in heads}

    def __call__(self, table: str, row: Row) -> int | None:
        number: int | None = row.get("article_id")
        return self._of_annotation[row["annotation_id"]] if "annotation_id" in row else number
