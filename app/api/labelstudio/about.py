"""What a client asks first: which server this is, and who it asks as."""

from importlib.metadata import version
from typing import Any

from app.api.labelstudio import shapes
from app.api.labelstudio.guard import Refusal, bp, by_token, table
from app.permissions import Permission, Scene
from app.services import access_tokens, api_tokens, listed_for_programs
from app.site import site


@bp.get("/api/version/", strict_slashes=False)
@by_token(Permission.PUBLIC)
def release(here: Scene) -> dict[str, Any]:
    """Say what answers; clients look at the edition to choose how they export."""
    return {"release": version("parallax"), "edition": "Community", "server": "Parallax"}


@bp.post("/api/token/refresh/", strict_slashes=False)
@by_token(Permission.PUBLIC, reads=True)
def refresh(here: Scene) -> dict[str, Any]:
    """Give a short token for one that is kept."""
    sent = table().get("refresh")
    token = api_tokens.find(here.session, sent) if isinstance(sent, str) and sent.isascii() else None
    if token is None:
        raise Refusal(401, "This token does not work, or works no longer.")
    return {"access": access_tokens.short(site().config.secret_key, token)}


refresh.asks_in_body = True  # type: ignore[attr-defined]


@bp.get("/health")
@by_token(Permission.PUBLIC)
def health(here: Scene) -> dict[str, Any]:
    """Say that the site answers."""
    return {"status": "UP"}


@bp.get("/api/current-user/whoami/", strict_slashes=False)
@by_token(Permission.HAVE_ACCOUNT)
def whoami(here: Scene) -> dict[str, Any]:
    """Return the account whose token was sent."""
    return shapes.user(here.user)


@bp.get("/api/users/", strict_slashes=False)
@by_token(Permission.HAVE_ACCOUNT)
def people(here: Scene) -> list[dict[str, Any]]:
    """Return the accounts that the asking one may know: its own, and the teams of projects it manages."""
    return [shapes.user(one) for one in listed_for_programs.people(here.session, here.user)]
