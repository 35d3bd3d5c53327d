"""Who asks with a token, and what it may do. The cookie of a browser counts for nothing here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, request
from werkzeug.exceptions import HTTPException

from annotations.errors import AnnotationError, Incomplete
from app.api import strict_json, tokens
from app.models import ApiToken
from app.models.tokens import WRITE
from app.permissions import Permission, Scene, permits
from app.services import api_tokens, scenes
from app.services.said_by_programs import WrongResults
from app.site import site
from app.views.security import UNSAFE

MAX_BODY = 16 * 1024 * 1024
NOT_YOURS = "This is not yours to do or see."
View = Callable[..., Any]
bp = Blueprint("labelstudio", __name__)


class Refusal(Exception):
    """A request that is not answered as it was meant; the client is told why."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.more = status, more


def by_token(
    permission: Permission,
    *,
    reads: bool = False,
    writes_itself: bool = False,
    about: Callable[..., dict[str, Any]] = dict,
    refusal: str = NOT_YOURS,
) -> Callable[[View], View]:
    """Declare what a view needs of the account whose token is sent.

    A view that changes something needs a token that may write, and runs in one transaction, unless it
    only reads what was sent (``reads``) or opens a transaction for the part that writes (``writes_itself``).
    ``about`` turns the numbers of the address into those of the scene.
    ``refusal`` is what members of the project are told who may not do it.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**ids: Any) -> Response:
            changes = request.method in UNSAFE and not reads
            database = site().database
            begin = database.writing if changes and not writes_itself else database.reading
            with begin() as session:
                token = tokens.sent(session)
                if token is None and permission is not Permission.PUBLIC:
                    raise Refusal(401, "Send a token that works, as in: Authorization: Token plx_...")
                here = _scene(session, token, about(**ids))
                if not permits(here, permission):
                    raise Refusal(403 if here.role else 404, refusal if here.role else NOT_YOURS)
                if changes and token and token.scope != WRITE:
                    raise Refusal(403, "This token may only read. Make one that may change things as well.")
                response = make_response(view(here, **ids))
                g.token_to_touch = token.id if token and api_tokens.needs_touch(token) else None
            tokens.touch(g.token_to_touch)
            return response

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.takes_tokens = True  # type: ignore[attr-defined]
        return guarded

    return declare


def _scene(session: Any, token: ApiToken | None, ids: dict[str, Any]) -> Scene:
    try:
        return scenes.of_program(session, token.user if token else None, ids)
    except scenes.NotThere:
        raise Refusal(404, "There is nothing of that number, or it is not yours to see.") from None


def body() -> Any:
    """Return the JSON that was sent."""
    request.max_content_length = MAX_BODY
    try:
        return strict_json.anything(request.get_data(cache=True))
    except strict_json.BadJson as reason:
        raise Refusal(400, str(reason)) from None


def table() -> dict[str, Any]:
    """Return the JSON object that was sent."""
    found = body()
    if not isinstance(found, dict):
        raise Refusal(400, "The body must be a JSON object.")
    return found


@bp.errorhandler(Refusal)
def explain_refusal(refusal: Refusal) -> Response:
    """Answer as clients of Label Studio expect it."""
    response = jsonify({"detail": str(refusal), **refusal.more})
    response.status_code = refusal.status
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = "Token"
    return response


@bp.errorhandler(WrongResults)
def explain_results(error: WrongResults) -> Response:
    """Name each result that was refused, with the reason."""
    told = [{"result": one.place, "id": one.id, "reason": one.reason} for one in error.faults]
    return explain_refusal(Refusal(400, str(error), validation_errors={"result": told}))


@bp.errorhandler(Incomplete)
def explain_incomplete(error: Incomplete) -> Response:
    """List what the codebook asks for and the annotation lacks."""
    told = [one.to_dict() for one in error.missing]
    return explain_refusal(Refusal(400, str(error), validation_errors={"missing": told}))


@bp.errorhandler(AnnotationError)
def explain_domain(error: AnnotationError) -> Response:
    """A rule of the domain was broken; nothing was changed. Clients send 409 and 5xx again, but not this."""
    return explain_refusal(Refusal(400, str(error)))


@bp.errorhandler(HTTPException)
def explain_http(error: HTTPException) -> Response:
    """Answer what the web framework refused."""
    return explain_refusal(Refusal(error.code or 500, error.description or error.name))
