"""Versions of a project's codebook: read, added as drafts, frozen."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from annotations.codebook_comparison import compare
from annotations.codebook_csv import read_csv
from annotations.codebook_entries import HEAD
from annotations.codebook_toml import read_toml
from annotations.codebook_writer import write_toml
from annotations.text import fingerprint
from app.clock import now
from app.models import Activity, CodebookChange, CodebookVersion, Project, Round, User
from app.services import activity, locks, telling
from app.services.labelstudio_codebooks import read_config
from app.services.refused import Refused
from exports.formats.qdc import read_qdc

LONGEST = 1_000_000  # characters
READERS: dict[str, Callable[[str], Codebook]] = {
    "toml": read_toml,
    "csv": read_csv,
    "labelstudio": read_config,
    "qdc": read_qdc,
}


def version_id(version: CodebookVersion) -> str:
    """Return how exports name a version of the codebook."""
    return f"v{version.number}"


@lru_cache(maxsize=64)
def read(text: str, codebook_format: str = "toml") -> Codebook:
    """Return the codebook that a text says. Texts read lately are not read again.

    Raises:
        CodebookError: lists every problem with its line and field.
        Refused: the format is unknown, or the text far too long.
    """
    if codebook_format not in READERS:
        raise Refused(f"A codebook is TOML, CSV, a labeling config or a .qdc, not {codebook_format!r}.")
    if len(text) > LONGEST:
        raise Refused(f"A codebook has at most {LONGEST:,} characters; this text has {len(text):,}.")
    return READERS[codebook_format](text)


def parsed(row: CodebookVersion) -> Codebook:
    """Return the codebook of a stored version."""
    return read(row.toml)


def _versions(project: Project) -> Select[CodebookVersion]:
    of_project = select(CodebookVersion).where(CodebookVersion.project_id == project.id)
    return of_project.order_by(CodebookVersion.number.desc())


def versions(session: Session, project: Project) -> Sequence[CodebookVersion]:
    """Return all versions, the newest first."""
    return session.scalars(_versions(project)).all()


def newest(session: Session, project: Project) -> CodebookVersion | None:
    """Return the newest version, draft or frozen."""
    return session.scalar(_versions(project).limit(1))


def newest_frozen(session: Session, project: Project) -> CodebookVersion | None:
    """Return the newest version that rounds may use."""
    return session.scalar(_versions(project).where(CodebookVersion.frozen_at.is_not(None)).limit(1))


def version_before(session: Session, row: CodebookVersion) -> CodebookVersion | None:
    """Return the newest frozen version before this one."""
    of_project = select(CodebookVersion).where(
        CodebookVersion.project_id == row.project_id,
        CodebookVersion.number < row.number,
        CodebookVersion.frozen_at.is_not(None),
    )
    return session.scalar(of_project.order_by(CodebookVersion.number.desc()).limit(1))


def add_version(
    session: Session, project: Project, text: str, actor: User | None, codebook_format: str = "toml"
) -> CodebookVersion:
    """Keep the text as the project's draft: a new version, or in place of the newest one if that is a draft.

    Raises:
        CodebookError: the text contradicts itself; nothing was stored.
        Refused: a frozen version says the same, or goes by the same version name.
    """
    row = put_version(session, project, text, actor, codebook_format)
    verb = "codebook.drafted"
    activity.record(
        session, actor, verb, f"codebook {row.number}", project, version=row.version, sha256=row.sha256
    )
    note_change(session, row, actor, "edit", HEAD, did="uploaded")
    return row


def put_version(
    session: Session, project: Project, text: str, actor: User | None, codebook_format: str = "toml"
) -> CodebookVersion:
    """Do what `add_version` does as part of a larger act, which records itself."""
    codebook = read(text, codebook_format)
    toml = text if codebook_format == "toml" else write_toml(codebook)
    locks.hold(session, f"codebook of project {project.id}")
    earlier = versions(session, project)
    refuse_repetition(earlier, codebook, fingerprint(toml))
    if earlier and not earlier[0].is_frozen:
        row = earlier[0]
    else:
        row = CodebookVersion(project_id=project.id, number=earlier[0].number + 1 if earlier else 1)
        session.add(row)
    row.version, row.title, row.toml, row.sha256 = codebook.version, codebook.title, toml, fingerprint(toml)
    row.created_by, row.created_at = actor.id if actor else None, now()
    session.flush()
    return row


def note_change(
    session: Session, row: CodebookVersion, actor: User | None, kind: str, entry: str, **detail: Any
) -> None:
    """Add a line to the history of a version, with the digest that its text has since."""
    session.add(
        CodebookChange(
            codebook_id=row.id,
            kind=kind,
            entry=entry,
            detail={**detail, "sha256": row.sha256},
            actor_id=actor.id if actor else None,
            at=now(),
        )
    )
    session.flush()


def refuse_repetition(earlier: Sequence[CodebookVersion], codebook: Codebook, sha256: str) -> None:
    """Refuse a draft that is a frozen version once more, or goes by the name of one."""
    for row in earlier:
        if row.is_frozen and row.sha256 == sha256:
            raise Refused(f"This is word for word the frozen version {row.number}. Nothing was changed.")
        if row.is_frozen and row.version == codebook.version:
            raise Refused(
                f"Version {row.number} is frozen and calls itself {row.version!r} as well. "
                "Give the changed codebook another version, so that every label says which rules it followed."
            )


def freeze(session: Session, row: CodebookVersion, actor: User | None, note: str = "") -> None:
    """Freeze a draft: from now on it never changes, and rounds may use it.

    Raises:
        Refused: it is frozen already, or says the same as the version before.
    """
    before = version_before(session, row)
    if not row.is_frozen and before is not None and not compare(parsed(before), parsed(row)):
        raise Refused(
            f"Nothing in this draft differs from version {before.version} but its name. "
            "Change something before you freeze it, or go on with the version that is frozen."
        )
    draft = update(CodebookVersion).where(CodebookVersion.id == row.id, CodebookVersion.frozen_at.is_(None))
    frozen = draft.values(frozen_at=now(), frozen_by=actor.id if actor else None)
    if session.execute(frozen.returning(CodebookVersion.id)).first() is None:
        raise Refused(f"Version {row.number} is frozen already.")
    session.refresh(row)
    project = session.get_one(Project, row.project_id)
    activity.record(
        session, actor, "codebook.frozen", f"codebook {row.number}", project, note=note.strip()[:2_000]
    )
    telling.note(session, project, telling.PROJECT_UPDATED)


def freezing_notes(session: Session, project: Project) -> dict[str, str]:
    """Return what was noted when a version was frozen, by "codebook 1", "codebook 2" ..."""
    frozen = select(Activity).where(Activity.project_id == project.id, Activity.verb == "codebook.frozen")
    return {row.subject: row.detail["note"] for row in session.scalars(frozen)}


def rounds_under(session: Session, project: Project, *rows: CodebookVersion | None) -> dict[int, list[Round]]:
    """Return the rounds that were coded by each of these versions, by the id of the version."""
    ids = [row.id for row in rows if row is not None]
    query = select(Round).where(Round.project_id == project.id, Round.codebook_id.in_(ids)).order_by(Round.id)
    found: dict[int, list[Round]] = {key: [] for key in ids}
    for round_ in session.scalars(query):
        found[round_.codebook_id].append(round_)
    return found
