"""Annotations made on a server of Label Studio: fetched, compared with ours, and taken where that is safe.

What is here already and says the same stays untouched. What came from there and was not touched here follows
what was changed there. Everything else that differs is a conflict: it is told, and nothing is overwritten.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.annotation import Annotation, MarkedSpan
from annotations.errors import AnnotationError
from annotations.operations import Operation, apply
from app.models import Assignment, ChangeRow, Round, User
from app.services import activity, annotate, annotate_import, annotation_state, foreign_parts, marks_in
from app.services.annotation_state import Work
from app.services.labelstudio_parcel import Parcel
from app.services.labelstudio_push import Told
from app.services.labelstudio_server import Server, Table
from app.services.marks_files import MAX_TOTAL
from app.services.marks_in import Plan, Planned, Planning, Said
from app.services.marks_saying import Saying
from app.services.refused import Refused
from exports.formats.marked import File, Found, FoundReading, Loss, Trouble
from exports.labelstudio.reading import read

SOURCE = "labelstudio"
CHANGED_THERE = "It was changed in Label Studio."


@dataclass
class Differences:
    """How what is there compares with what is here."""

    same: int = 0
    new: int = 0
    changed: int = 0
    conflicts: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        """All of it in words."""
        return (
            f"{self.new:,} new, {self.changed:,} changed there, {self.same:,} as here, "
            f"{len(self.conflicts):,} in conflict."
        )


def fetch(server: Server, there: Table, sent: Parcel, tell: Told) -> list[File]:
    """Return the labeling config and the annotated tasks of the round, annotators by their addresses.

    Raises:
        Refused: they are larger than an import may be.
    """
    emails = server.emails()
    taken: list[str] = []
    size = 0
    total = there.get("task_number")
    for number, task in enumerate(server.tasks(there["id"], whole=True), 1):
        tell(number, total if isinstance(total, int) and total >= number else number, "fetching annotations")
        data = task.get("data")
        if (
            not task.get("annotations")
            or not isinstance(data, dict)
            or data.get("article_id") not in sent.tasks
        ):
            continue
        taken.append(json.dumps(_with_addresses(task, emails)))
        size += len(taken[-1])
        if size > MAX_TOTAL:
            raise Refused(f"The annotations there are larger than {MAX_TOTAL // 1024 // 1024} MB in all.")
    config = str(there.get("label_config") or "")
    return [File("project.xml", config.encode()), File("tasks.json", f"[{','.join(taken)}]".encode())]


def _with_addresses(task: Table, emails: Mapping[int, str]) -> Table:
    """Return a task whose annotators go by their addresses: numbers of a foreign server say nothing here."""
    said = task["annotations"]
    rows = [one | {"completed_by": _who(one, emails)} for one in said if isinstance(one, dict)]
    return {"id": task.get("id"), "data": task["data"], "annotations": rows}


def _who(annotation: Mapping[str, Any], emails: Mapping[int, str]) -> Any:
    by = annotation.get("completed_by")
    number = by.get("id") if isinstance(by, dict) else by
    return {"email": emails[number]} if type(number) is int and number in emails else by


def plan(
    session: Session, round_: Round, files: Sequence[File], said: Said
) -> tuple[Plan | None, Differences]:
    """Return what would be taken over, and how it differs; nothing is stored. No plan: nothing is there."""
    differences = Differences()
    found = read(files)
    if not found.readings and not found.troubles:
        return None, differences
    return marks_in.plan(session, round_, found, said, partial(_Comparing, differences)), differences


def preview(session: Session, round_: Round, found: Found, said: Said) -> Plan:
    """Return what would be taken over, with the conflicts among what is refused."""
    differences = Differences()
    made = marks_in.plan(session, round_, found, said, partial(_Comparing, differences))
    conflicts = [Trouble("Conflict", "", one) for one in differences.conflicts]
    same = [Loss("annotations that say the same here as there", differences.same)] if differences.same else []
    return replace(made, refused=[*conflicts, *made.refused], losses=[*made.losses, *same])


def confirm(session: Session, round_: Round, made: Plan, actor: User | None) -> dict[str, Any]:
    """Take over what was planned, all of it, in the caller's transaction; return the figures."""
    if not made.planned:
        raise Refused("None of this can be taken over, so nothing was changed.")
    for one in made.planned:
        if not one.operations:
            foreign_parts.keep(session, one.work.assignment_id, SOURCE, one.beside)
            continue
        if one.work.annotation.submitted:
            assignment = session.get_one(Assignment, one.work.assignment_id)
            annotate.reopen(session, actor, assignment, CHANGED_THERE)
        annotate_import.append_imported(
            session, one.annotator.id, one.work.assignment_id, one.operations, SOURCE
        )
        foreign_parts.keep(session, one.work.assignment_id, SOURCE, one.beside)
    figures = {
        "format": SOURCE,
        "spans": made.spans,
        "articles": len({one.article for one in made.planned}),
        "annotations": len(made.planned),
        "refused": len(made.refused),
    }
    activity.record(session, actor, "labelstudio.pulled", f"round {round_.id}", round_.project, **figures)
    return figures


class _Comparing(Planning):
    """Plans only what is new or was changed there, and never what people here have said otherwise."""

    def __init__(self, differences: Differences, *given: Any) -> None:
        super().__init__(*given)
        self.takes_parts_alone = True
        self._differences = differences
        self._seen: set[int] = set()

    def take_one(self, reading: FoundReading, assignment: int, annotator: User, saying: Saying) -> None:
        """Compare what one annotator said there of one article with what stands here."""
        called = f"{reading.article!r} by {annotator.name}"
        told = self._differences
        if assignment in self._seen:
            told.conflicts.append(f"{called} is there twice; one of the two counts.")
            return
        self._seen.add(assignment)
        work = annotation_state.load(self.session, assignment)
        found = self._steps(reading, work, saying)
        if found is None:
            return
        steps, beside = found
        if work.annotation.submitted and not steps and self._is_kept(work, beside):
            told.same += 1
            return
        is_new = work.annotation == Annotation()
        if work.released:
            told.conflicts.append(f"{called} was released here, because it had been left.")
        elif is_new or _is_untouched(self.session, work):
            told.new, told.changed = told.new + is_new, told.changed + (not is_new)
            self.planned[assignment] = Planned(work, annotator, reading.article, steps, beside=beside)
        else:
            told.conflicts.append(
                f"{called} says something else here than there ({len(work.annotation.spans)} spans here, "
                f"{len(reading.spans)} there). Both stay as they are."
            )

    def _is_kept(self, work: Work, beside: foreign_parts.Body) -> bool:
        head = work.head_id
        return not beside or head is None or foreign_parts.newest(self.session, [head]).get(head) == beside

    def _steps(
        self, reading: FoundReading, work: Work, saying: Saying
    ) -> tuple[list[Operation], foreign_parts.Body] | None:
        """Return what leads from ours to theirs, and what comes along; None where theirs says nothing."""
        before = Annotation(work.annotation.spans)
        wanted, sound = Annotation(), []
        numbers = Planned(work, self.session.get_one(User, work.annotator_id), "").numbers
        for place, operation in saying.operations(reading, before, numbers):
            try:
                if isinstance(operation, str):
                    raise Refused(operation)
                wanted = apply(wanted, operation, work.text, work.codebook)
                sound.append(operation)
            except AnnotationError as reason:
                self.refused.append(Trouble(reading.file, place, str(reason)))
        if not sound:
            self.losses.add("readings that say nothing, not submitted", reading.file)
            return None
        steps, names = _between(work.annotation, wanted, sound)
        return steps, foreign_parts.renamed(foreign_parts.joined({}, reading, saying.named), names)


def _between(
    ours: Annotation, wanted: Annotation, said: Sequence[Operation]
) -> tuple[list[Operation], dict[str, str]]:
    """Return the operations that lead from one to the other, and which of theirs are which of ours.

    Spans that are alike stay as they are.
    """
    free: dict[str, list[str]] = {}
    for span in ours.spans:
        free.setdefault(_content(span), []).append(span.uid)
    kept: dict[str, str] = {}  # theirs -> ours
    for span in wanted.spans:
        if alike := free.get(_content(span)):
            kept[span.uid] = alike.pop()
    stays = set(kept.values())
    steps: list[Operation] = [{"op": "remove", "span": one.uid} for one in ours.spans if one.uid not in stays]
    steps += [one for one in said if one["op"] == "mark" and one["span"] not in kept]
    for code in dict.fromkeys([*ours.answers, *wanted.answers]):
        if ours.answers.get(code) != wanted.answers.get(code):
            steps.append({"op": "answer", "variable": code, "value": wanted.answers.get(code)})
    if wanted.note and wanted.note != ours.note:
        steps.append({"op": "note", "note": wanted.note})
    if wanted.found_none != ours.found_none:
        steps.append({"op": "found_none", "value": wanted.found_none})
    return steps, kept


def _content(span: MarkedSpan) -> str:
    return json.dumps(span.to_dict() | {"uid": ""}, sort_keys=True)


def _is_untouched(session: Session, work: Work) -> bool:
    """Say whether the newest words here came from the server, a reopening after them aside."""
    query = (
        select(ChangeRow.idempotency_key, ChangeRow.operations)
        .where(ChangeRow.annotation_id == work.head_id)
        .order_by(ChangeRow.version.desc())
        .limit(2)
    )
    for key, operations in session.execute(query):
        if any(one["op"] != "reopen" for one in operations):
            return bool(key.startswith(f"{SOURCE}-"))
    return False
