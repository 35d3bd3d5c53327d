"""Tokens for programs that ask in my name: made, listed, revoked."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.tokens import TokenForm
from app.permissions import Permission, Scene
from app.services import access_tokens, api_tokens
from app.site import site
from app.views.coming_in import address_part
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify
from app.views.same_site import absolute

bp = Blueprint("tokens", __name__)


def _page(here: Scene, form: TokenForm, made: str = "") -> str:
    return render_template(
        "account/tokens.html",
        form=form,
        tokens=api_tokens.listed(here.session, here.user),
        made=made,
        address=absolute("", site().config.base_url),
    )


@bp.get("/account/tokens", endpoint="listing")
@requires(Permission.HAVE_ACCOUNT)
def show(here: Scene) -> ResponseReturnValue:
    """List my tokens."""
    return _page(here, TokenForm())


@bp.post("/account/tokens")
@requires(Permission.CHANGE_ACCOUNT)
def make(here: Scene) -> ResponseReturnValue:
    """Make a token and show it, this once."""
    form = TokenForm(request.form)
    if form.validate():
        with explaining(form):
            secret = site().config.secret_key
            token = access_tokens.refreshing(secret) if form.kind.data == "exchanged" else ""
            made = api_tokens.make(
                here.session, here.user, form.name.data or "", form.scope.data, token=token
            )
            return _page(here, TokenForm(), made)
    return _page(here, form), 422


@bp.post("/account/tokens/<int:token_number>/revoke")
@requires(Permission.CHANGE_ACCOUNT)
def revoke(here: Scene) -> ResponseReturnValue:
    """Make a token of mine worthless."""
    if api_tokens.revoke(here.session, here.user, int(address_part("token_number"))):
        notify("The token was revoked. Programs that have it are refused from now on.")
    else:
        notify("That token had been revoked already.", "info")
    return redirect(url_for("tokens.listing"), 303)
