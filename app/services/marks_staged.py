"""Imports of spans that wait: nothing of them is an annotation before somebody has looked and confirmed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.clock import now
from app.models import Project, Round, StagedMarks, User
from app.services import activity, labelstudio_pull, marks_in
from app.services.marks_files import packed, unpacked
from app.services.marks_in import Plan, Said
from app.services.refused import Refused
from exports.formats.marked import File, Found, Trouble
from exports.formats.registry import format_of

REPORTED = 1_000  # so many refusals are kept in the report of a finished import


def open_rounds(session: Session, project: Project) -> list[Round]:
    """Return the rounds into which spans can be imported."""
    query = select(Round).where(Round.project_id == project.id).order_by(Round.id.desc())
    return [round_ for round_ in session.scalars(query) if round_.state == "open"]


def stage(
    session: Session, round_: Round, code: str, files: Sequence[File], found: Found, actor: User
) -> StagedMarks:
    """Keep the files aside, once it is certain that something of them can be used.

    Raises:
        Refused: the round is not open, or the files name too many annotators or labels.
    """
    marks_in.plan(session, round_, found, Said())
    return keep(session, round_, code, files, actor)


def keep(
    session: Session, round_: Round, code: str, files: Sequence[File], actor: User, server: str = ""
) -> StagedMarks:
    """Keep files aside that can be used; what comes from a server takes the place of what came before."""
    for earlier in waiting(session, round_.project) if server else ():
        if earlier.round_id == round_.id and earlier.settings.get("server") == server:
            _finish(earlier)
    staged = StagedMarks(
        project_id=round_.project_id,
        round_id=round_.id,
        format=format_of(code).code,
        created_by=actor.id,
        created_at=now(),
        files=packed(files),
        settings={
            "names": [file.path for file in files],
            "annotators": {},
            "labels": {},
            **({"server": server} if server else {}),
        },
        finished_at=None,
    )
    session.add(staged)
    session.flush()
    return staged


def waiting(session: Session, project: Project) -> list[StagedMarks]:
    """Return the imports that nobody has confirmed or discarded, newest first, without their files."""
    query = (
        select(StagedMarks)
        .options(defer(StagedMarks.files))
        .where(StagedMarks.project_id == project.id, StagedMarks.finished_at.is_(None))
        .order_by(StagedMarks.id.desc())
    )
    return list(session.scalars(query))


def found_in(staged: StagedMarks) -> Found:
    """Return what the files of a waiting import hold."""
    return marks_in.found_in(staged.format, unpacked(staged.files, staged.settings["names"]))


def said_of(staged: StagedMarks) -> Said:
    """Return what was said about the names in the files so far."""
    kept = staged.settings
    return Said(kept["annotators"], kept["labels"], kept.get("variables", {}), kept.get("values", {}))


def preview(session: Session, staged: StagedMarks, found: Found) -> Plan:
    """Return what a confirmation would do now."""
    plan = labelstudio_pull.preview if staged.settings.get("server") else marks_in.plan
    return plan(session, staged.round, found, said_of(staged))


def say(staged: StagedMarks, said: Said) -> None:
    """Keep what a person says about the names in the files."""
    if staged.finished_at is not None:
        raise Refused("This import is finished; nothing can be changed in it any more.")
    kept = staged.settings
    # What was said before of a name that is not asked about now counts again when it is.
    staged.settings = {
        **kept,
        "annotators": dict(said.annotators),
        "labels": dict(said.labels),
        "variables": {**kept.get("variables", {}), **said.variables},
        "values": {**kept.get("values", {}), **said.values},
    }


def confirm(session: Session, staged_id: int, found: Found, said: Said, actor: User) -> bool:
    """Import everything that is acceptable, once; False if somebody confirmed or discarded it before."""
    staged = _take(session, staged_id)
    if staged is None:
        return False
    say(staged, said)
    made = preview(session, staged, found)
    if staged.settings.get("server"):
        figures = labelstudio_pull.confirm(session, staged.round, made, actor)
    else:
        figures = marks_in.confirm(session, staged.round, made, actor, staged.format)
    report = {"refused": _plain(made.refused), "losses": made.losses_listed}
    staged.settings = {**staged.settings, "report": {**figures, "left_out": report}}
    _finish(staged)
    return True


def discard(session: Session, project: Project, staged_id: int, actor: User) -> bool:
    """Throw the files of a waiting import away; False if it is finished already."""
    staged = _take(session, staged_id)
    if staged is None:
        return False
    _finish(staged)
    activity.record(session, actor, "import.discarded", f"spans {staged.id}", project)
    return True


def _take(session: Session, staged_id: int) -> StagedMarks | None:
    """Return the import if it still waits, locked so that two confirmations follow one another."""
    query = (
        select(StagedMarks)
        .where(StagedMarks.id == staged_id, StagedMarks.finished_at.is_(None))
        .with_for_update()
    )
    return session.scalar(query, execution_options={"populate_existing": True})


def _finish(staged: StagedMarks) -> None:
    staged.finished_at = now()
    staged.files = b""  # what was imported stands in the changes


def _plain(troubles: Sequence[Trouble]) -> list[list[str]]:
    return [list(trouble) for trouble in troubles[:REPORTED]]
