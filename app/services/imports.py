"""Imports that wait: files are kept aside until a manager has seen what would become of them.

Nothing of them is in the corpus before it is confirmed, and then all that is acceptable, or nothing.
"""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from annotations.text import freeze
from app.clock import now
from app.models import Project, StagedImport, User
from app.services import activity
from app.services.article_files import columns_of, prepare, read_files
from app.services.drafts import ImportSettings, ReadResult, Refusal
from app.services.importing import ImportReport, Verdict, import_articles, judge
from app.services.paging import Listing, Page
from app.services.readings import Reading
from app.services.refused import Refused
from app.services.unpacking import Sent

MAX_FILES = 2_000
MAX_TOTAL = 64 * 1024 * 1024
SHOWN = 25  # so many articles are shown at once before they are imported
REPORTED = 1_000  # so many left-out rows are kept in the report of a finished import

Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True)
class Package:
    """Files ready to be staged: packed, with what the pages need to know of them."""

    packed: bytes
    names: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a confirmation would do."""

    result: ReadResult
    verdicts: Sequence[Verdict]

    def count(self, state: str) -> int:
        """Return how many drafts are new, duplicate or refused."""
        return sum(verdict.state == state for verdict in self.verdicts)

    @property
    def refused(self) -> list[Refusal]:
        """Return everything that cannot be imported, with its reason."""
        named = [verdict for verdict in self.verdicts if verdict.state == "refused"]
        return [
            *self.result.refused,
            *(Refusal(item.draft.file_name, item.draft.row, item.reason) for item in named),
        ]


def pack(files: Files) -> Package:
    """Return the files packed, those of ZIPs unpacked, and what was read out of pages and documents."""
    if not files:
        raise Refused("Choose at least one file.")
    if len(files) > MAX_FILES:
        raise Refused(f"These are {len(files):,} files; at most {MAX_FILES:,} can be sent at once.")
    if sum(len(raw) for _, raw in files) > MAX_TOTAL:
        raise Refused(f"The files are larger than {MAX_TOTAL // 1024 // 1024} MB in all.")
    return packed(prepare(files))


def packed(sent: Sequence[Sent]) -> Package:
    """Return prepared files packed. Their names are kept as words; inside the package they are numbers."""
    if len(sent) > MAX_FILES:
        raise Refused(f"Unpacked, these are {len(sent):,} files; at most {MAX_FILES:,} can be read at once.")
    if sum(len(one.raw) for one in sent) > MAX_TOTAL:
        raise Refused(f"Unpacked, the files are larger than {MAX_TOTAL // 1024 // 1024} MB in all.")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, one in enumerate(sent):
            archive.writestr(f"{number:06}", one.raw)
            if one.reading is not None:
                archive.writestr(f"{number:06}.reading", json.dumps(one.reading.to_dict()))
    return Package(buffer.getvalue(), tuple(one.name[:300] for one in sent), columns_of(sent))


def stage(session: Session, project: Project, package: Package, actor: User) -> StagedImport:
    """Keep the files aside until they are confirmed or discarded."""
    staged = StagedImport(
        project_id=project.id,
        created_by=actor.id,
        created_at=now(),
        files=package.packed,
        settings={
            "names": list(package.names),
            "columns": list(package.columns),
            "said": ImportSettings().to_dict(),
        },
        finished_at=None,
    )
    session.add(staged)
    session.flush()
    return staged


def waiting(session: Session, project: Project) -> list[StagedImport]:
    """Return the imports that nobody has confirmed or discarded, newest first, without their files."""
    query = (
        select(StagedImport)
        .options(defer(StagedImport.files))
        .where(StagedImport.project_id == project.id, StagedImport.finished_at.is_(None))
        .order_by(StagedImport.id.desc())
    )
    return list(session.scalars(query))


def settings_of(staged: StagedImport) -> ImportSettings:
    """Return what was said about the import so far."""
    return ImportSettings.from_dict(staged.settings["said"])


def read_staged(staged: StagedImport, settings: ImportSettings | None = None) -> ReadResult:
    """Return what the files of a waiting import hold, under its own settings or others."""
    with zipfile.ZipFile(io.BytesIO(staged.files)) as archive:
        members = set(archive.namelist())
        files = [
            Sent(name, archive.read(f"{number:06}"), _kept_reading(archive, members, number))
            for number, name in enumerate(staged.settings["names"])
        ]
    return read_files(files, settings or settings_of(staged))


def reading_of(staged: StagedImport, key: str) -> Reading | None:
    """Return what was read out of the page or document of a draft; None if it is of another kind."""
    if not key.isdecimal() or len(key) > 6:
        return None
    with zipfile.ZipFile(io.BytesIO(staged.files)) as archive:
        return _kept_reading(archive, set(archive.namelist()), int(key))


def _kept_reading(archive: zipfile.ZipFile, members: set[str], number: int) -> Reading | None:
    name = f"{number:06}.reading"
    return Reading.from_dict(json.loads(archive.read(name))) if name in members else None


def preview(session: Session, project: Project, staged: StagedImport) -> Preview:
    """Return what a confirmation would do now."""
    settings = settings_of(staged)
    result = read_staged(staged, settings)
    return Preview(result, judge(session, project, result.drafts, keep_duplicates=settings.keep_duplicates))


def page_of(verdicts: Sequence[Verdict], number: int) -> Page:
    """Return one page of the articles to be."""
    pages = max(1, -(-len(verdicts) // SHOWN))
    number = min(max(1, number), pages)
    rows = verdicts[(number - 1) * SHOWN : number * SHOWN]
    return Page(rows, len(verdicts), number, SHOWN, Listing())


def say(staged: StagedImport, settings: ImportSettings) -> None:
    """Keep what a person says about an import."""
    if staged.finished_at is not None:
        raise Refused("This import is finished; nothing can be changed in it any more.")
    staged.settings = {**staged.settings, "said": settings.to_dict()}


def correct_reading(staged: StagedImport, key: str, text: str) -> None:
    """Keep the text that a person confirmed for a page or document; raise AnnotationError if it is none.

    What was proposed and left as it was counts as confirmed, and so as entered by a person, too.
    """
    say(staged, settings_of(staged).corrected({key: {"text": freeze(text).text}}))


def confirm(
    session: Session,
    project: Project,
    import_id: int,
    result: ReadResult,
    settings: ImportSettings,
    actor: User,
) -> ImportReport | None:
    """Import what was read, once: None if somebody confirmed or discarded it before."""
    staged = _take(session, import_id)
    if staged is None:
        return None
    report = import_articles(session, project, result.drafts, actor, keep_duplicates=settings.keep_duplicates)
    if not report.imported:
        raise Refused(
            "None of this can be imported, so nothing was changed. Discard it, or change its settings."
        )
    refused = [*result.refused, *report.refused]
    staged.settings = {
        **staged.settings,
        "said": settings.to_dict() | {"corrections": {}},
        "report": {
            "imported": report.imported,
            "duplicates": _plain(report.duplicates),
            "refused": _plain(refused),
            "left_out": len(report.duplicates) + len(refused),
        },
    }
    _finish(staged)
    session.flush()
    return report


def discard(session: Session, project: Project, import_id: int, actor: User) -> bool:
    """Throw the files of a waiting import away; False if it is finished already."""
    staged = _take(session, import_id)
    if staged is None:
        return False
    _finish(staged)
    activity.record(session, actor, "import.discarded", f"import {staged.id}", project)
    session.flush()
    return True


def _take(session: Session, import_id: int) -> StagedImport | None:
    """Return the import if it still waits, locked so that two confirmations follow one another."""
    query = (
        select(StagedImport)
        .options(defer(StagedImport.files))
        .where(StagedImport.id == import_id, StagedImport.finished_at.is_(None))
        .with_for_update()
    )
    return session.scalar(query)


def _finish(staged: StagedImport) -> None:
    staged.finished_at = now()
    staged.files = b""  # each article keeps its own bytes


def _plain(refusals: Sequence[Refusal]) -> list[dict[str, Any]]:
    return [{"file": item.file_name, "row": item.row, "reason": item.reason} for item in refusals[:REPORTED]]
