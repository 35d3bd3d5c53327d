"""Signing in and out, by password or by a one-time link."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.accounts import SignInForm
from app.permissions import Permission, Scene
from app.services import accounts, credentials, signing_in
from app.site import site
from app.views.coming_in import address_part, signed_in, slow_down, visit_of
from app.views.guards import requires
from app.views.notices import notify
from app.views.same_site import asked_for
from app.views.security import drop_cookie

bp = Blueprint("auth", __name__)

WRONG = "E-mail and password do not belong together. Check both and try again."


def _page(here: Scene, form: SignInForm, problem: str = "") -> str:
    nobody = accounts.is_empty(here.session)
    return render_template("auth/sign_in.html", form=form, problem=problem, target=asked_for(), nobody=nobody)


@bp.get("/sign-in")
@requires(Permission.PUBLIC)
def sign_in(here: Scene) -> ResponseReturnValue:
    """Ask for e-mail and password."""
    return _page(here, SignInForm())


@bp.post("/sign-in")
@requires(Permission.PUBLIC, writes_itself=True)
def enter(here: Scene) -> ResponseReturnValue:
    """Sign in by e-mail and password."""
    form = SignInForm(request.form)
    if not form.validate():
        return _page(here, form), 422
    database, visit = site().database, visit_of(here)
    try:
        proof = credentials.verify(database, form.email.data or "", form.password.data or "", visit)
    except credentials.TooManyTries as error:
        return slow_down(_page(here, form, str(error)), error)
    if proof is None:
        return _page(here, form, WRONG), 422
    with database.writing() as session:
        token = credentials.enter(session, proof, visit)
    return signed_in(token, asked_for()) if token else (_page(here, form, WRONG), 422)


@bp.post("/sign-out")
@requires(Permission.PUBLIC)
def sign_out(here: Scene) -> ResponseReturnValue:
    """End this browser's sign-in. Work that waits in the browser stays there for its own account."""
    if here.sign_in is not None:
        signing_in.end(here.session, here.sign_in.id)
    target = asked_for()
    again = None if target == url_for("home.home") else target
    response = make_response(redirect(url_for("auth.sign_in", next=again), 303))
    drop_cookie(response, "sign-in")
    response.headers["Clear-Site-Data"] = '"cache"'
    notify("You are signed out.")
    return response


@bp.get("/links/<token>")
@requires(Permission.PUBLIC)
def link(here: Scene) -> ResponseReturnValue:
    """Show a one-time link's button; looking at it does not use it up."""
    found = signing_in.find_link(here.session, address_part("token"))
    if found is None:
        return render_template("auth/dead_link.html"), 404
    return render_template("auth/link.html", user=found.user)


@bp.post("/links/<token>")
@requires(Permission.PUBLIC)
def use_link(here: Scene) -> ResponseReturnValue:
    """Sign in by a one-time link and use it up."""
    found = signing_in.find_link(here.session, address_part("token"))
    visit = visit_of(here)
    new_token = signing_in.use_link(here.session, found, browser=visit.browser) if found else None
    if found is None or new_token is None:
        return render_template("auth/dead_link.html"), 404
    if visit.replaces is not None:
        signing_in.end(here.session, visit.replaces.id)
    if found.user.password_hash is None:
        notify("You are signed in. Choose a password now, for the next time.", "info")
        return signed_in(new_token, url_for("account.mine"))
    return signed_in(new_token, url_for("home.home"))
