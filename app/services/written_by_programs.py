"""What a program may change in somebody's name: their own annotations, and the corpus they lead."""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from annotations.operations import Operation
from annotations.wellformed import UID
from app.clock import now
from app.models import AnnotationHead, Article, Assignment, ChangeRow, Project, User
from app.services import annotate, annotation_state, masks, saving
from app.services.article_files import read_files
from app.services.importing import import_articles
from app.services.refused import Refused
from app.services.unpacking import Sent
from exports.formats.marked import Losses
from exports.formats.naming import typed
from exports.labelstudio.from_codebook import Instrument, instrument
from exports.labelstudio.model import REGION_TAGS, TEXT
from exports.labelstudio.results import heard
from exports.labelstudio.validator import Fault, faults, is_relation, offsets

MOST_TASKS = 1_000


class WrongResults(Refused):
    """Results of an annotation that cannot be kept; nothing of it was."""

    def __init__(self, found: Sequence[Fault]) -> None:
        super().__init__(f"Nothing was kept: {len(found)} of the results cannot be taken.")
        self.faults = tuple(found)


def add_tasks(session: Session, project: Project, tasks: Sequence[Any], actor: User) -> list[int]:
    """Add the texts of tasks to the corpus and return the numbers of the articles: all of them or none.

    Raises:
        Refused: names the task and the reason.
    """
    if not 1 <= len(tasks) <= MOST_TASKS:
        raise Refused(f"Send 1 to {MOST_TASKS:,} tasks at once, not {len(tasks):,}.")
    for number, task in enumerate(tasks, 1):
        if isinstance(task, dict) and (task.get("annotations") or task.get("predictions")):
            raise Refused(
                f"Task {number} brings annotations or predictions along, which are not taken this way. "
                "Import annotations on the page of their round, where you see what becomes of them."
            )
    raw = json.dumps(list(tasks), ensure_ascii=False).encode("utf-8", "surrogatepass")
    result = read_files([Sent("tasks.json", raw)])
    report = import_articles(session, project, result.drafts, actor)
    wrong = [*result.refused, *report.refused, *report.duplicates]
    if wrong or not report.imported:
        told = "; ".join(f"task {one.row}: {one.reason}" for one in wrong[:5]) or "there is no text in it"
        raise Refused(f"Nothing was imported: {told}")
    names = [draft.name for draft in result.drafts]
    rows = session.execute(
        select(Article.name, Article.id).where(Article.project_id == project.id, Article.name.in_(names))
    )
    numbers = {name: key for name, key in rows}
    return [numbers[name] for name in names]


def annotate_article(
    session: Session, user: User, assignment: Assignment, results: Sequence[Any], unique_id: str | None
) -> int:
    """Keep results as the annotator's submitted annotation and return its number.

    The same ``unique_id`` sent again is answered with the annotation that it made.

    Raises:
        WrongResults: names each result that cannot be taken, with the reason.
        Refused: the annotator began or submitted the article already, or the round is closed.
        Incomplete: something that the codebook asks for is missing.
    """
    key = _key(unique_id)
    before = select(ChangeRow.annotation_id).where(
        ChangeRow.actor_id == user.id, ChangeRow.idempotency_key == f"{key}-0"
    )
    if (made := session.scalar(before)) is not None:
        return made
    work = annotation_state.load_for_change(session, assignment.id)
    if work.annotation.submitted:
        raise Refused("You have submitted this article. Ask whoever leads the round to reopen it.")
    if work.version:
        raise Refused("You have begun this article on its page. Finish it there; nothing is overwritten.")
    text, _ = masks.shown_text(work.mask, work.text, work.sha256)
    made_of = instrument(work.codebook, Losses())
    if wrong := [*faults(results, made_of.config, {TEXT: text}), *_relations(results)]:
        raise WrongResults(wrong)
    operations = _operations(results, made_of, work.codebook, text)
    _save(session, user, assignment, key, [*operations, {"op": "submit"}])
    head = select(AnnotationHead.id).where(AnnotationHead.assignment_id == assignment.id)
    return session.scalars(head).one()


def _key(unique_id: str | None) -> str:
    if unique_id is None:
        return f"program-{uuid.uuid4()}"
    if not UID.fullmatch(unique_id) or len(unique_id) > 40:
        raise Refused("unique_id must be 1 to 40 letters, digits, dashes and underscores.")
    return f"program-{unique_id}"


def _relations(results: Sequence[Any]) -> list[Fault]:
    """Refuse links between regions rather than drop them."""
    reason = "links between regions cannot be kept here"
    return [Fault(number, "", reason) for number, one in enumerate(results) if is_relation(one)]


def _save(
    session: Session, user: User, assignment: Assignment, key: str, operations: list[Operation]
) -> None:
    for place, first in enumerate(range(0, len(operations), saving.MAX_OPERATIONS)):
        part = operations[first : first + saving.MAX_OPERATIONS]
        annotate.save(session, user, assignment, place, f"{key}-{place}", saving.written(now()), part)


def _operations(
    results: Sequence[Mapping[str, Any]], made_of: Instrument, book: Codebook, text: str
) -> list[Operation]:
    """Return the operations that say what the results say."""
    asked = {name: key for key, name in made_of.names.items()}
    controls = made_of.config.controls
    taken = {str(one.get("id")) for one in results}
    regions = [one for one in results if controls[one["from_name"]].tag in REGION_TAGS]
    marks = {}
    for number, region in enumerate(regions):
        key = region.get("id") or f"no id {number}"
        marks[key] = _mark(_uid(key, number, taken), asked[region["from_name"]][0], region, text)
    answers: list[Operation] = []
    for result in results:
        control = controls[result["from_name"]]
        layer, code = asked[control.name]
        value = None if control.tag in REGION_TAGS else heard(control, result["value"])
        if value is None:
            continue
        if layer:
            attribute = book.layer(layer).attribute(code)
            marks[result["id"]]["attributes"][code] = typed(attribute, value)
        else:
            given = typed(book.article_question(code), value)
            answers.append({"op": "answer", "variable": code, "value": given})
    nothing = [] if marks else [{"op": "found_none", "value": True}]
    return [*marks.values(), *answers, *nothing]


def _uid(given: str, number: int, taken: set[str]) -> str:
    """Return the id of a region as the name of a span, or a free one where it cannot be one."""
    uid = given
    while not UID.fullmatch(uid) or (uid != given and uid in taken):
        uid, number = f"result-{number}", number + 1
    taken.add(uid)
    return uid


def _mark(uid: str, layer: str, result: Mapping[str, Any], text: str) -> Operation:
    value, meta = result["value"], result.get("meta")
    lines = meta.get("text") if isinstance(meta, dict) else None
    note = "\n".join(one for one in lines if isinstance(one, str)) if isinstance(lines, list) else ""
    where = offsets(value)
    if isinstance(where, str):
        raise Refused(where)
    place = {"start": where[0], "end": where[1], "quote": text[slice(*where)]}
    said = {"layer": layer, "label": value["labels"][0], "attributes": {}, "note": note}
    return {"op": "mark", "span": uid, **said, **place}
