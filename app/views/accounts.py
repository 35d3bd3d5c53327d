"""All accounts, for administrators."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import accounts
from app.services.refused import Refused
from app.site import site
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify
from app.views.same_site import absolute

bp = Blueprint("accounts", __name__)


@bp.get("/accounts", endpoint="listing")
@requires(Permission.SEE_ACCOUNTS)
def show(here: Scene) -> ResponseReturnValue:
    """List the accounts."""
    return _page(here)


def _page(here: Scene, problem: str = "") -> str:
    page = accounts.list_accounts(here.session, listing())
    return render_template("accounts/listing.html", page=page, problem=problem)


@bp.post("/accounts/<int:user_id>/deactivate")
@requires(Permission.ADMINISTER)
def deactivate(here: Scene) -> ResponseReturnValue:
    """Close an account at once."""
    try:
        accounts.deactivate(here.session, here.user, here.other_user)
    except Refused as refusal:
        return _page(here, str(refusal)), 422
    notify(f"{here.other_user.name} can no longer sign in, and was signed out everywhere.")
    return redirect(url_for("accounts.listing"), 303)


@bp.post("/accounts/<int:user_id>/reactivate")
@requires(Permission.ADMINISTER)
def reactivate(here: Scene) -> ResponseReturnValue:
    """Open an account again."""
    accounts.reactivate(here.session, here.user, here.other_user)
    notify(f"{here.other_user.name} can sign in again.")
    return redirect(url_for("accounts.listing"), 303)


@bp.post("/accounts/<int:user_id>/reset")
@requires(Permission.ADMINISTER)
def reset(here: Scene) -> ResponseReturnValue:
    """Take a forgotten password away and show a one-time link, once."""
    try:
        token = accounts.reset_password(here.session, here.user, here.other_user)
    except Refused as refusal:
        return _page(here, str(refusal)), 422
    link = absolute(url_for("auth.link", token=token), site().config.base_url)
    return render_template("accounts/link.html", user=here.other_user, link=link)
