"""The life of a request: load it or 404, allow it or 403, act, commit, answer.

Every view is declared with the permission it needs; an application with an undeclared view
does not start.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, abort, g, make_response, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from app.permissions import READING, Permission, Scene, permits
from app.services import scenes, signing_in
from app.site import site
from app.views.security import UNSAFE, sign_in_token

View = Callable[..., Any]


class UnguardedView(RuntimeError):
    """A view has no permission, or changes something under a permission to read."""


def requires(permission: Permission, *, writes_itself: bool = False) -> Callable[[View], View]:
    """Declare what a view needs; it is called with the scene, on a session that fits the method.

    GET and HEAD get a reading session. Other methods run inside one writing transaction, which is
    committed if the answer's status is below 400 and rolled back otherwise. With `writes_itself`
    they get a reading session too and open `site().database.writing()` for the short part that
    writes: for views that hash passwords or parse large files.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**ids: Any) -> Response:
            database = site().database
            if request.method not in UNSAFE or writes_itself:
                with database.reading() as session:
                    response = make_response(view(_enter(session, permission, ids)))
                _touch_sign_in()
                return response
            with database.writing() as session:
                response = make_response(view(_enter(session, permission, ids)))
                if response.status_code >= 400:
                    session.rollback()
            return response

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return declare


def _enter(session: Session, permission: Permission, ids: dict[str, Any]) -> Scene:
    """Return the scene if the permission holds in it."""
    token = sign_in_token()
    sign_in = signing_in.find(session, token) if token else None
    g.sign_in_to_touch = sign_in.id if sign_in and signing_in.needs_touch(sign_in) else None
    if sign_in is None and permission is not Permission.PUBLIC:
        abort(_sign_in_first())
    # What a refusal shows: a thing one may not see looks the same as a thing that is not there.
    g.scene = Scene(session, user=sign_in.user if sign_in else None, sign_in=sign_in)
    try:
        scene = scenes.load(session, sign_in, ids)
    except scenes.NotThere:
        abort(404)
    if not permits(scene, permission):
        abort(404 if (scene.role is None and scene.project) or set(ids) - {"slug"} else 403)
    g.scene = scene
    return scene


def _sign_in_first() -> BaseResponse:
    if request.path.startswith("/api/"):
        response = make_response({"error": "signed-out", "message": "Sign in again; nothing was changed."})
        response.status_code = 401
        return response
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    query = "?" + urlencode({"next": here}) if here not in {"", "/"} else ""
    return redirect(url_for("auth.sign_in") + query, 303)


def _touch_sign_in() -> None:
    """Note the visit now and then; the only thing that reading a page may write."""
    if g.get("sign_in_to_touch"):
        with site().database.writing() as session:
            signing_in.touch(session, g.sign_in_to_touch)


def check_all_views(app: Flask) -> None:
    """Refuse to start with a view that nobody guards.

    Raises:
        UnguardedView: names the address.
    """
    for rule in app.url_map.iter_rules():
        if rule.endpoint in {"static", "bootstrap.static"}:
            continue
        permission = getattr(app.view_functions[rule.endpoint], "permission", None)
        if permission is None:
            raise UnguardedView(f"{rule} names no permission.")
        if permission in READING and UNSAFE & (rule.methods or set()):
            raise UnguardedView(f"{rule} changes something, but {permission!r} only allows reading.")
