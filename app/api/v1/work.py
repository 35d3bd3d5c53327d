"""One's own work: what is owed, the annotation of an assignment, and the changes to it."""

from typing import Any

from app.api.v1 import asked, shapes
from app.api.v1.calls import call
from app.api.v1.operations import UID, operation
from app.api.v1.refusals import Refusal
from app.api.v1.schema import (
    ANYTHING,
    FLAG,
    MOMENT,
    TEXT,
    WHOLE,
    maybe,
    one_of,
    page_of,
    several,
    table,
    told,
)
from app.permissions import Permission, Scene, permits
from app.services import annotate, annotation_state, annotations_listed, masks, queue
from app.services.annotations_listed import Listed
from app.services.paging import Listing, Page
from app.services.saving import MAX_OPERATIONS
from app.services.scenes import LARGEST_ID
from app.site import site

PART = table(id=WHOLE, name=TEXT, state=one_of("open", "closed"), submitted=WHOLE, assignments=WHOLE)
OWED = table(
    assignment=WHOLE,
    state=one_of("not started", "draft", "submitted", "released", "released draft"),
    title=TEXT,
    outlet=told(maybe(TEXT), "Null where it is not known, or hidden."),
)
WORK = table(
    assignment=WHOLE,
    editable=told(FLAG, "Whether it may be changed now."),
    version=told(WHOLE, "What a change is based on; 0 before the first."),
    hash=TEXT,
    text=told(TEXT, "As its annotator sees it: covered where the round hides outlets."),
    sha256=told(TEXT, "Of this text in UTF-8."),
    zones=several(shapes.ZONE),
    annotation=shapes.ANNOTATION,
    missing=told(several(shapes.MISSING), "What is owed before it can be submitted."),
    codebook=told(ANYTHING, "The layers and the questions about articles that it is coded by."),
)
CHANGE = table(
    base_version=told({**WHOLE, "minimum": 0}, "The version that the operations are based on."),
    key=told(UID, "A new one for each change; the same change sent again under its key is done once."),
    client_time=told(MOMENT, "When it was done."),
    operations=told(
        {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_OPERATIONS,
            "items": operation(),
        },
        "Done in their order, all or none; docs/api.md lists them.",
    ),
)
SAVED = table(
    key=TEXT,
    version=WHOLE,
    hash=TEXT,
    saved_at=MOMENT,
    state=one_of("draft", "submitted"),
    missing=several(shapes.MISSING),
)
SAID = table(
    id=WHOLE,
    article=WHOLE,
    round=WHOLE,
    assignment=WHOLE,
    annotator=told(TEXT, "The name where the account may know it, otherwise the pseudonym."),
    codebook=told(TEXT, "What the codebook version calls itself."),
    submitted_at=maybe(MOMENT),
    spans=several(shapes.SPAN),
    answers=ANYTHING,
    note=TEXT,
    found_none=FLAG,
)


@call(
    "GET",
    "/projects/<slug>/queue",
    Permission.SEE_QUEUE,
    query=[
        asked.PAGE,
        asked.whole("round", "A round of yours; the first one if none is named.", most=LARGEST_ID),
    ],
    gives={200: page_of(OWED, rounds=several(PART), round=maybe(WHOLE), next=maybe(WHOLE))},
)
def own_queue(here: Scene, page: int, round: int | None) -> dict[str, Any]:
    """List one's own assignments in a round, which rounds there are, and which assignment comes next."""
    parts = queue.parts(here.session, here.project, here.user)
    shown = next((part for part in parts if part.round.id == round or round is None), None)
    if round is not None and shown is None:
        raise Refusal(404, "absent", "You have no articles in a round of that number.")
    listing = Listing(page=page)
    found = Page([], 0, 1, 1, listing)
    if shown:
        found = queue.assignments(here.session, shown.round, here.user, listing)
    headings = masks.headings(here.session, [one for one, _ in found.rows])
    items = [
        {
            "assignment": one.id,
            "state": state,
            "title": headings[one.id].title,
            "outlet": headings[one.id].outlet,
        }
        for one, state in found.rows
    ]
    following = queue.next_assignment(here.session, here.project, here.user)
    rounds = [_part(part) for part in parts]
    return shapes.paged(found, items, rounds=rounds, round=shown.round.id if shown else None, next=following)


def _part(part: queue.Part) -> dict[str, Any]:
    told_ = {"id": part.round.id, "name": part.round.name, "state": part.round.state}
    return told_ | {"submitted": part.done, "assignments": part.total}


@call(
    "GET",
    "/projects/<slug>/assignments/<int:assignment_id>",
    Permission.READ_ANNOTATION,
    gives={200: WORK},
)
def own_annotation(here: Scene) -> dict[str, Any]:
    """Return one's own annotation as it stands, with the text and all that it takes to go on."""
    work = annotation_state.load(here.session, here.assignment.id)
    book = work.codebook.to_dict()
    text, sha256 = masks.shown_text(work.mask, work.text, work.sha256)
    return {
        "assignment": work.assignment_id,
        "editable": work.editable and permits(here, Permission.ANNOTATE),
        "version": work.version,
        "hash": work.hash,
        "text": text,
        "sha256": sha256,
        "zones": [zone.to_dict() for zone in annotation_state.zones(here.session, work.article_id)],
        "annotation": work.shown.to_dict(),
        "missing": [one.to_dict() for one in work.missing],
        "codebook": {"layers": book["layers"], "article_questions": book["article_questions"]},
    }


@call(
    "POST",
    "/projects/<slug>/assignments/<int:assignment_id>/changes",
    Permission.ANNOTATE,
    body=CHANGE,
    gives={200: SAVED},
    refuses=[409, 422],
)
def change_annotation(here: Scene, body: dict[str, Any]) -> dict[str, Any]:
    """Save a change to one's own annotation.

    It is kept once it is answered. If the annotation was changed meanwhile the answer is 409 with what is
    stored, and nothing is overwritten.
    """
    if body.keys() != CHANGE["properties"].keys():
        raise Refusal(422, "invalid", f"A change has exactly the keys {', '.join(CHANGE['properties'])}.")
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        saved = annotate.save(session, here.user, here.assignment, **body)
    return saved.to_dict()


@call(
    "GET",
    "/projects/<slug>/annotations",
    Permission.SEE_PROJECT,
    query=[asked.PAGE],
    gives={200: page_of(SAID)},
)
def annotations(here: Scene, page: int) -> dict[str, Any]:
    """List submitted annotations: one's own, or for those who lead, all of rounds that show their results."""
    found = annotations_listed.page(here, Listing(page=page))
    return shapes.paged(found, [_said(one) for one in found.rows])


def _said(one: Listed) -> dict[str, Any]:
    said = one.said
    return {
        "id": said.id,
        "article": said.article_id,
        "round": one.round_id,
        "assignment": one.assignment_id,
        "annotator": said.whose.name,
        "codebook": said.codebook.version,
        "submitted_at": shapes.moment(said.submitted),
        "spans": [span.to_dict() for span in said.spans],
        "answers": dict(said.answers),
        "note": said.note,
        "found_none": said.found_none,
    }
