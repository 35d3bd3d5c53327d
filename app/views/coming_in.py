"""What all ways into the site share: the visit, the cookie of a new sign-in, the answer to too many tries."""

from flask import Response, make_response, redirect, request

from app.permissions import Scene
from app.services.credentials import TooManyTries, Visit
from app.views.security import browser_name, client_address, set_cookie


def address_part(name: str) -> str:
    """Return a part of the address that is no id of a row, such as a token."""
    return str((request.view_args or {})[name])


def visit_of(here: Scene) -> Visit:
    """Return from where the request came, and which sign-in a new one would replace."""
    return Visit(client_address(), browser_name(), here.sign_in)


def signed_in(token: str, target: str) -> Response:
    """Go on to a page with the cookie of a new sign-in."""
    response = make_response(redirect(target, 303))
    set_cookie(response, "sign-in", token)
    return response


def slow_down(page: str, error: TooManyTries) -> tuple[str, int, dict[str, str]]:
    """Answer that nothing was looked at, and when the next attempt will be."""
    return page, 429, {"Retry-After": str(error.seconds)}
