"""What protects every request: cookies, form tokens, where a request comes from, response headers."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, request

from app.site import site

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NINETY_DAYS = 90 * 24 * 3600


def cookie_name(kind: str) -> str:
    """Return the cookie's name: with TLS the browser itself guards it by the prefix `__Host-`."""
    return f"__Host-parallax-{kind}" if site().config.https else f"parallax-{kind}"


def set_cookie(response: Response, kind: str, value: str, *, lasts: int = NINETY_DAYS) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send along."""
    response.set_cookie(
        cookie_name(kind),
        value,
        max_age=lasts,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=site().config.https,
    )


def drop_cookie(response: Response, kind: str) -> None:
    """Remove a cookie."""
    response.delete_cookie(
        cookie_name(kind), path="/", httponly=True, samesite="Lax", secure=site().config.https
    )


def sign_in_token() -> str | None:
    """Return the token of the sign-in cookie."""
    return request.cookies.get(cookie_name("sign-in")) or None


def form_token() -> str:
    """Return the token that a form or script of this browser must send back.

    It is bound to the sign-in (before sign-in: to a visitor cookie) and lives as long as that, so
    that work saved after a long afternoon is not refused.
    """
    bound_to = sign_in_token() or request.cookies.get(cookie_name("visitor")) or g.get("new_visitor")
    if not bound_to:
        bound_to = g.new_visitor = secrets.token_urlsafe(24)
    return hmac.new(site().config.secret_key.encode(), bound_to.encode(), hashlib.sha256).hexdigest()


def asks_by_token() -> bool:
    """Say whether a program asks with a token of its own, where no cookie counts.

    No browser adds such a token by itself, so that nobody can be made to send one from another site.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "asks_in_body", False):
        return request.is_json  # which no form of another site can be
    takes = getattr(view, "takes_tokens", False) or (view is None and request.path.startswith("/api/"))
    # Without a sign-in either there is nothing to misuse: the view itself asks for a token.
    return takes and ("Authorization" in request.headers or sign_in_token() is None)


def check_origin() -> None:
    """Refuse a request that changes something unless it comes from one of our own pages."""
    if request.method not in UNSAFE or asks_by_token():
        return
    fetch_site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if fetch_site is not None and fetch_site != "same-origin":
        abort(403, "This request came from another site and was refused.")
    if origin is not None and urlsplit(origin).netloc != request.host:
        abort(403, "This request came from another site and was refused.")
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not hmac.compare_digest(sent.encode(), form_token().encode()):
        abort(
            403,
            "The form's token is missing or belongs to another sign-in. Reload the page and send it again.",
        )


def begin_request() -> None:
    """Give the request an id, which error pages and logs name."""
    g.request_id = secrets.token_hex(8)


def finish(response: Response) -> Response:
    """Put the protecting headers on every answer, errors and files included."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if site().config.https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint not in {"static", "bootstrap.static"}:
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    if g.get("new_visitor"):
        set_cookie(response, "visitor", g.new_visitor)
    return response


def install(app: Flask) -> None:
    """Protect every request of the application."""
    app.before_request(begin_request)
    app.before_request(check_origin)
    app.after_request(finish)
    app.jinja_env.globals["csrf_token"] = form_token


def browser_name() -> str:
    """Return what the browser calls itself, for the list of sign-ins."""
    return request.headers.get("User-Agent", "")


def client_address() -> str:
    """Return the address the request came from, as the server saw it."""
    return request.remote_addr or ""
