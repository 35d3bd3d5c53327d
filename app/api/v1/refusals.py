"""Refusals: one shape for all of them, with a word for programs and a sentence for people."""

from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from annotations.errors import AnnotationError, Incomplete, InvalidOperation
from app.api.v1.schema import ANYTHING, TEXT, WHOLE, Schema, maybe, several, told
from app.services import saving

bp = Blueprint("v1", __name__, url_prefix="/api/v1")

ERROR: Schema = {
    "type": "object",
    "properties": {
        "error": told(TEXT, "A word for programs."),
        "message": told(TEXT, "A sentence for people."),
        "operation": told(maybe(WHOLE), "Which operation does not apply, from 0."),
        "missing": told(several(ANYTHING), "What the annotation lacks before it can be submitted."),
        "version": told(WHOLE, "The version that is stored."),
        "hash": TEXT,
        "annotation": told(ANYTHING, "The annotation that is stored."),
    },
    "required": ["error", "message"],
}


class Refusal(Exception):
    """A call that is not answered as it was meant; nothing was changed."""

    def __init__(self, status: int, error: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status, self.error, self.more = status, error, more


@bp.errorhandler(Refusal)
def explain_refusal(refusal: Refusal) -> Response:
    """Answer what was refused."""
    response = jsonify({"error": refusal.error, "message": str(refusal), **refusal.more})
    response.status_code = refusal.status
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


@bp.errorhandler(saving.Conflict)
def explain_conflict(conflict: saving.Conflict) -> Response:
    """Show the state that is stored; nothing was overwritten."""
    work = conflict.work
    stored = {"version": work.version, "hash": work.hash, "annotation": work.shown.to_dict()}
    return explain_refusal(Refusal(409, "conflict", str(conflict), **stored))


@bp.errorhandler(saving.NotOpen)
def explain_not_open(error: saving.NotOpen) -> Response:
    """Nothing can be saved in this round now; what had been saved before is kept."""
    return explain_refusal(Refusal(409, "closed", str(error)))


@bp.errorhandler(Incomplete)
def explain_incomplete(error: Incomplete) -> Response:
    """List what is owed before the annotation can be submitted."""
    missing = [one.to_dict() for one in error.missing]
    return explain_refusal(Refusal(422, "incomplete", str(error), missing=missing))


@bp.errorhandler(InvalidOperation)
def explain_operation(error: InvalidOperation) -> Response:
    """Name the operation that does not apply."""
    return explain_refusal(Refusal(422, "invalid", str(error), operation=error.index))


@bp.errorhandler(IntegrityError)
def explain_race(error: IntegrityError) -> Response:
    """Two requests used one key at the same moment; the one that asks again is told which won."""
    return explain_refusal(Refusal(409, "busy", "Nothing of this call was kept. Send it again."))


@bp.errorhandler(AnnotationError)
def explain_domain(error: AnnotationError) -> Response:
    """A rule of the domain was broken; nothing was changed."""
    return explain_refusal(Refusal(422, "invalid", str(error)))


@bp.errorhandler(HTTPException)
def explain_http(error: HTTPException) -> Response:
    """Answer what the web framework refused."""
    return explain_refusal(Refusal(error.code or 500, "refused", error.description or error.name))
