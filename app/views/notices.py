"""A notice for the next page: kept in a signed, short-lived cookie, since sessions live on the server."""

import json
from typing import Any

from flask import Flask, Response, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from app.site import site
from app.views.security import cookie_name, drop_cookie, set_cookie

NoticeList = list[tuple[str, str]]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(site().config.secret_key, salt="notices")


def notify(message: str, category: str = "success") -> None:
    """Show a sentence at the top of the next page this browser sees."""
    g.setdefault("notices", []).append((category, message[:500]))


def get_notices() -> NoticeList:
    """Return the notices for this page and forget them."""
    notices: NoticeList = g.pop("notices", [])
    kept = request.cookies.get(cookie_name("notices"))
    if kept:
        g.notices_shown = True
        try:
            notices = [(str(category), str(message)) for category, message in _signer().loads(kept)] + notices
        except (BadSignature, ValueError, json.JSONDecodeError):
            return notices
    return notices


def carry(response: Response) -> Response:
    """Send what was not shown along to the next page."""
    pending: Any = g.get("notices")
    if pending:
        set_cookie(response, "notices", str(_signer().dumps(pending)), lasts=60)
    elif g.get("notices_shown"):
        drop_cookie(response, "notices")
    return response


def install(app: Flask) -> None:
    """Offer notices to every template."""
    app.after_request(carry)
    app.jinja_env.globals["get_notices"] = get_notices
