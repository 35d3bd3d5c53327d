"""The annotation of one assignment for the annotating page: its state, and the changes sent to it."""

from typing import Any

from flask import Blueprint, Response, make_response, request, url_for
from sqlalchemy.exc import IntegrityError

from annotations.errors import Incomplete, InvalidOperation
from app.api import strict_json
from app.permissions import Permission, Scene, permits
from app.services import annotate, annotation_state, masks, queue, saving, suggestions
from app.site import site
from app.views.guards import requires

bp = Blueprint("api", __name__)
MAX_BODY = 1_000_000
KEYS = {"base_version", "key", "client_time", "operations"}


class Refusal(Exception):
    """A request that is answered before anything is asked of it."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.error = error


@bp.get("/api/assignments/<int:assignment_id>")
@requires(Permission.READ_ANNOTATION)
def show(here: Scene) -> dict[str, Any]:
    """Answer with the annotation as it stands and all that the page needs to work on it."""
    work = annotation_state.load(here.session, here.assignment.id)
    following = queue.next_assignment(here.session, here.project, here.user, but=here.assignment.id)
    book = work.codebook.to_dict()
    text, sha256 = masks.shown_text(work.mask, work.text, work.sha256)
    return {
        "assignment": work.assignment_id,
        "user": here.user.id,
        "editable": work.editable and permits(here, Permission.ANNOTATE),
        "version": work.version,
        "hash": work.hash,
        "text": {"sha256": sha256, "length": len(text)},
        "annotation": work.shown.to_dict(),
        "rejected": suggestions.rejected(here.session, work),
        "codebook": {"layers": book["layers"], "article_questions": book["article_questions"]},
        "zones": [zone.to_dict() for zone in annotation_state.zones(here.session, work.article_id)],
        "missing": [one.to_dict() for one in work.missing],
        "next": following and url_for("annotate.page", slug=here.project.slug, assignment_id=following),
    }


@bp.post("/api/assignments/<int:assignment_id>/changes")
@requires(Permission.ANNOTATE, writes_itself=True)
def change(here: Scene) -> dict[str, Any]:
    """Save a change; the answer is made after the commit."""
    _check_sender(here)
    body = _body()
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        saved = annotate.save(session, here.user, here.assignment, **body)
    return saved.to_dict()


def _check_sender(here: Scene) -> None:
    """A page that was opened under another account keeps its changes to itself."""
    expected = request.headers.get("X-Expected-User")
    if expected is not None and expected != str(here.user.id):
        raise Refusal(
            403, "other-account", "Somebody else has signed in with this browser. Nothing was saved."
        )


def _body() -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise Refusal(400, "not-json", "Send the change as application/json.")
    request.max_content_length = MAX_BODY
    try:
        body = strict_json.read(request.get_data(cache=False))
    except strict_json.BadJson as reason:
        raise Refusal(400, "not-json", str(reason)) from None
    if body.keys() != KEYS:
        raise Refusal(422, "invalid", f"A change has exactly the keys {', '.join(sorted(KEYS))}.")
    return body


def _answer(status: int, body: dict[str, Any]) -> Response:
    return make_response(body, status)


@bp.errorhandler(Refusal)
def explain_refusal(refusal: Refusal) -> Response:
    """Answer what was refused at the door."""
    return _answer(refusal.status, {"error": refusal.error, "message": str(refusal)})


@bp.errorhandler(saving.Conflict)
def explain_conflict(conflict: saving.Conflict) -> Response:
    """Show the state that is stored; nothing was overwritten."""
    work = conflict.work
    body = {"error": "conflict", "message": str(conflict), "version": work.version, "hash": work.hash}
    return _answer(409, body | {"annotation": work.shown.to_dict()})


@bp.errorhandler(saving.NotOpen)
def explain_not_open(error: saving.NotOpen) -> Response:
    """The round was closed; what had been saved before is kept."""
    return _answer(403, {"error": "closed", "message": str(error)})


@bp.errorhandler(saving.KeyTaken)
def explain_key(error: saving.KeyTaken) -> Response:
    """The key came before with another change."""
    return _answer(422, {"error": "invalid", "message": str(error), "operation": None})


@bp.errorhandler(IntegrityError)
def explain_race(error: IntegrityError) -> Response:
    """Two requests used one key at the same moment; the one that waits and asks again is told which won."""
    answer = _answer(503, {"error": "busy", "message": "Nothing of this request was kept. Try again."})
    answer.headers["Retry-After"] = "1"
    return answer


@bp.errorhandler(Incomplete)
def explain_incomplete(error: Incomplete) -> Response:
    """List what is owed before the annotation can be submitted."""
    missing = [one.to_dict() for one in error.missing]
    return _answer(422, {"error": "incomplete", "message": str(error), "missing": missing})


@bp.errorhandler(InvalidOperation)
def explain_operation(error: InvalidOperation) -> Response:
    """Name the operation that does not apply."""
    return _answer(422, {"error": "invalid", "message": str(error), "operation": error.index})
