"""Spans that were made elsewhere: set aside with what would become of them; and what programs suggest."""

from collections.abc import Mapping
from typing import Any

from app.api.v1 import fits, sent_files, shapes
from app.api.v1.calls import call
from app.api.v1.refusals import Refusal
from app.api.v1.schema import (
    FLAG,
    MOMENT,
    TEXT,
    WHOLE,
    Schema,
    form,
    maybe,
    named_words,
    number_from,
    one_of,
    several,
    table,
    told,
    words,
)
from app.models import Project, StagedMarks, User
from app.permissions import Permission, Scene
from app.services import marks_files, marks_in, marks_staged, suggestion_files
from app.services.marks_in import Plan, Said
from app.services.marks_matching import people_of
from app.services.marks_staged import REPORTED
from app.services.scenes import LARGEST_ID
from app.services.suggestion_files import FORMATS
from app.site import site
from exports.formats.registry import read

People = Mapping[str, tuple[User, str]]
NAMES: dict[str, Schema] = {
    "annotators": named_words("Names of the files -> addresses or pseudonyms; empty leaves out."),
    "labels": named_words("Labels of the files -> layer/code; empty leaves out."),
    "variables": named_words("Attributes and questions of the files -> codes; empty keeps in the note."),
    "values": named_words("code=value of the files -> value; empty refuses, (note) keeps in the note."),
}
BODY = form(
    "round",
    "format",
    "files",
    round=told(number_from(1, LARGEST_ID), "An open round."),
    format=told(one_of(*(one.code for one in read())), "As on the page."),
    files=sent_files.FILES,
    **NAMES,
)
SUGGESTED = form(
    "format",
    "files",
    format=one_of(*FORMATS),
    files=sent_files.FILES,
    model=told(words(200), "Where the files do not name it."),
    version=words(200),
)
NAME = table(
    theirs=TEXT, times=WHOLE, ours=told(TEXT, "What it stands for; empty where it stands for nothing.")
)
TROUBLE = table(file=TEXT, place=TEXT, reason=TEXT)
LOSS = table(what=TEXT, count=WHOLE, example=TEXT)
HELD = table(
    id=WHOLE,
    round=WHOLE,
    format=TEXT,
    state=one_of("waiting", "imported", "discarded"),
    created_at=MOMENT,
    spans=told(WHOLE, "That would be imported, or were."),
    annotations=WHOLE,
    counted=several(table(how=TEXT, files=WHOLE, proven=told(FLAG, "By quotes that stand at their places."))),
    names=told(maybe(table(**{kind: several(NAME) for kind in NAMES})), "Null once it is finished."),
    refused=told(several(TROUBLE), "At most a thousand."),
    worth_knowing=told(several(LOSS), "What was left out or is kept otherwise."),
)


@call(
    "POST",
    "/projects/<slug>/spans",
    Permission.BRING_MARKS,
    body=BODY,
    largest=sent_files.LARGEST,
    gives={200: HELD},
    refuses=[422],
)
def stage_spans(here: Scene, body: dict[str, Any]) -> dict[str, Any]:
    """Keep files with spans aside and say what would become of them; no annotation is changed."""
    fits.refuse_unless(body, BODY)
    files = marks_files.files_of(sent_files.read(body["files"]))
    found = marks_in.found_in(body["format"], files)
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        project = session.get_one(Project, here.project.id)
        rounds = {one.id: one for one in marks_staged.open_rounds(session, project)}
        if body["round"] not in rounds:
            raise Refusal(422, "invalid", "There is no open round of that number.")
        round_ = rounds[body["round"]]
        staged = marks_staged.keep(session, round_, body["format"], files, here.user)
        marks_staged.say(staged, _said(body, people_of(session, round_)))
        return _waiting(staged, marks_staged.preview(session, staged, found))


@call(
    "GET",
    "/projects/<slug>/spans/<int:marks_id>",
    Permission.BRING_MARKS,
    gives={200: HELD},
    refuses=[422],
)
def staged_spans(here: Scene) -> dict[str, Any]:
    """Return what would become of files with spans, or what became of them."""
    staged = here.staged_marks
    if staged.finished_at is not None:
        return _finished(staged)
    return _waiting(staged, marks_staged.preview(here.session, staged, marks_staged.found_in(staged)))


@call(
    "POST",
    "/projects/<slug>/spans/<int:marks_id>/confirm",
    Permission.BRING_MARKS,
    gives={200: HELD},
    refuses=[422],
)
def confirm_spans(here: Scene) -> dict[str, Any]:
    """Import every span that is acceptable, once: all of them or none. The annotations are submitted."""
    key, waits = here.staged_marks.id, here.staged_marks.finished_at is None
    found = marks_staged.found_in(here.staged_marks) if waits else None
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        staged = session.get_one(StagedMarks, key)
        if found and staged.finished_at is None:
            marks_staged.confirm(session, key, found, marks_staged.said_of(staged), here.user)
        return _finished(staged)


@call(
    "POST",
    "/projects/<slug>/spans/<int:marks_id>/discard",
    Permission.BRING_MARKS,
    gives={200: HELD},
)
def discard_spans(here: Scene) -> dict[str, Any]:
    """Throw files with spans away; an import that is finished stays what it is."""
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        project = session.get_one(Project, here.project.id)
        marks_staged.discard(session, project, here.staged_marks.id, here.user)
        return _finished(session.get_one(StagedMarks, here.staged_marks.id))


@call(
    "POST",
    "/projects/<slug>/suggestions",
    Permission.BRING_MARKS,
    body=SUGGESTED,
    largest=sent_files.LARGEST,
    gives={200: table(suggestions=WHOLE, articles=WHOLE)},
    refuses=[422],
)
def suggest(here: Scene, body: dict[str, Any]) -> dict[str, Any]:
    """Take in what programs suggest, all of it or nothing: never labels, and each with its model."""
    fits.refuse_unless(body, SUGGESTED)
    files = marks_files.files_of(sent_files.read(body["files"]))
    model, version = (body.get(name, "").strip() for name in ("model", "version"))
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        project = session.get_one(Project, here.project.id)
        said = suggestion_files.take(session, project, body["format"], files, model, version, here.user)
    return {
        "suggestions": sum(len(one.items) for one in said),
        "articles": len({one.article_id for one in said}),
    }


def _said(body: dict[str, Any], people: People) -> Said:
    """Return what a body says of names; annotators by their addresses and pseudonyms."""
    known = {
        called.casefold(): key
        for key, (user, pseudonym) in people.items()
        for called in (user.email, pseudonym)
    }
    annotators = {}
    for theirs, ours in body.get("annotators", {}).items():
        if ours and ours.casefold() not in known:
            raise Refusal(422, "invalid", f"The round has no annotator {ours[:60]!r}.")
        annotators[theirs] = known.get(ours.casefold(), "")
    return Said(annotators, *(body.get(kind, {}) for kind in ("labels", "variables", "values")))


def _told(staged: StagedMarks) -> dict[str, Any]:
    ended = "imported" if "report" in staged.settings else "discarded"
    return {
        "id": staged.id,
        "round": staged.round_id,
        "format": staged.format,
        "state": ended if staged.finished_at else "waiting",
        "created_at": shapes.moment(staged.created_at),
    }


def _waiting(staged: StagedMarks, plan: Plan) -> dict[str, Any]:
    people = {key: user.email for key, (user, _) in plan.people.items()}
    names = {kind: [_name(one.theirs, one.spans, one.ours) for one in getattr(plan, kind)] for kind in NAMES}
    for one in names["annotators"]:
        one["ours"] = people.get(one["ours"], "")
    counted = [{"how": one.how, "files": len(one.files), "proven": one.is_proven} for one in plan.counted]
    return {
        **_told(staged),
        "spans": plan.spans,
        "annotations": len(plan.planned),
        "counted": counted,
        "names": names,
        "refused": [one._asdict() for one in plan.refused[:REPORTED]],
        "worth_knowing": [
            {"what": one.what, "count": one.count, "example": one.example} for one in plan.losses
        ],
    }


def _name(theirs: str, times: int, ours: str) -> dict[str, Any]:
    return {"theirs": theirs, "times": times, "ours": ours}


def _finished(staged: StagedMarks) -> dict[str, Any]:
    report = staged.settings.get("report", {})
    left = report.get("left_out", {"refused": [], "losses": []})
    return {
        **_told(staged),
        "spans": report.get("spans", 0),
        "annotations": report.get("annotations", 0),
        "counted": [],
        "names": None,
        "refused": [dict(zip(("file", "place", "reason"), one, strict=True)) for one in left["refused"]],
        "worth_knowing": [
            dict(zip(("what", "count", "example"), one, strict=True)) for one in left["losses"]
        ],
    }
