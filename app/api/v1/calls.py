"""Calls: declared once, and by that routed, guarded, read and told in the document."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, make_response, request
from sqlalchemy.orm import Session

from app.api import strict_json, tokens
from app.api.v1 import asked
from app.api.v1.asked import Asked
from app.api.v1.refusals import Refusal, bp
from app.api.v1.schema import Schema
from app.models import ApiToken
from app.models.tokens import WRITE
from app.permissions import Permission, Scene, permits
from app.services import api_tokens, scenes
from app.site import site
from app.views.security import UNSAFE

MAX_BODY = 1_000_000
View = Callable[..., Any]


@dataclass(frozen=True)
class Call:
    """One call: where it is, who may make it, what it takes and gives.

    Attributes:
        gives: status -> schema of the answer, or None where the answer is a file.
        refuses: other statuses that it answers with, besides those of every call.
        body: schema of the JSON that is sent; none if nothing is.
        largest: so many bytes may be sent.
        media: what a file is that it answers with.
    """

    method: str
    path: str
    name: str
    meaning: str
    permission: Permission
    gives: Mapping[int, Schema | None]
    query: Sequence[Asked] = ()
    body: Schema | None = None
    refuses: Sequence[int] = ()
    largest: int = MAX_BODY
    media: Sequence[str] = ("application/zip",)

    @property
    def summary(self) -> str:
        """The first sentence of what it does."""
        return self.meaning.split("\n")[0]

    @property
    def changes(self) -> bool:
        """Say whether it may change something."""
        return self.method in UNSAFE


CALLS: list[Call] = []


def call(method: str, path: str, permission: Permission, **declared: Any) -> Callable[[View], View]:
    """Declare a call; its view gets the scene, each part of the query by its name, and a ``body`` if sent.

    A view reads on a session of its own. One that changes something opens a writing transaction for that.
    """

    def declare(view: View) -> View:
        one = Call(method, path, view.__name__, inspect.getdoc(view) or "", permission, **declared)
        CALLS.append(one)
        bp.add_url_rule(path, one.name, _guarded(one, view), methods=[method])
        return view

    return declare


def _guarded(one: Call, view: View) -> View:
    @wraps(view)
    def guarded(**ids: Any) -> Response:
        with site().database.reading() as session:
            token = tokens.sent(session)
            here = _enter(session, one, token, ids)
            to_touch = token.id if token and api_tokens.needs_touch(token) else None
            response = make_response(view(here, **_sent(one)))
        tokens.touch(to_touch)
        return response

    guarded.permission = one.permission  # type: ignore[attr-defined]
    guarded.takes_tokens = True  # type: ignore[attr-defined]
    return guarded


def _enter(session: Session, one: Call, token: ApiToken | None, ids: Mapping[str, Any]) -> Scene:
    """Return the scene if the permission holds in it; what one may not see looks as if it were not there."""
    if token is None and one.permission is not Permission.PUBLIC:
        raise Refusal(401, "signed-out", "Send a token that works, as in: Authorization: Bearer plx_...")
    absent = Refusal(404, "absent", "The address is wrong, or what it names is not yours to see.")
    try:
        here = scenes.of_account(session, token.user if token else None, ids)
    except scenes.NotThere:
        raise absent from None
    if not permits(here, one.permission):
        if (here.role is None and here.project) or set(ids) - {"slug"}:
            raise absent
        raise Refusal(403, "forbidden", "You may not do that in this project.")
    if one.changes and token and token.scope != WRITE:
        raise Refusal(403, "read-only", "This token may only read. Make one that may change things as well.")
    return here


def _sent(one: Call) -> dict[str, Any]:
    query = dict(asked.read_all(one.query, request.args))
    return query | {"body": _body(one.largest)} if one.body else query


def _body(largest: int) -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise Refusal(415, "not-json", "Send the body as application/json.")
    request.max_content_length = largest
    try:
        return strict_json.read(request.get_data(cache=False))
    except strict_json.BadJson as reason:
        raise Refusal(400, "not-json", str(reason)) from None
