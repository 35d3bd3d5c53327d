"""Following an invitation: joining a project with a new account or with the one there is."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.accounts import NewAccountForm
from app.models import Invitation, User
from app.permissions import Permission, Scene
from app.services import accounts, credentials, invitations, passwords
from app.site import site
from app.views.coming_in import address_part, signed_in, slow_down, visit_of
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("invitations", __name__)

ELSEWHERE = (
    "This could not be accepted. If you already have an account for this address, enter its password here, "
    "or sign in first."
)


def _form(invitation: Invitation) -> NewAccountForm:
    return NewAccountForm(
        request.form,
        data={"email": invitation.email},
        check_name=accounts.clean_name,
        check_email=accounts.canonical_email,
        check_password=lambda password, email: passwords.refuse_weak(password, email=email),
    )


def _page(here: Scene, invitation: Invitation, form: NewAccountForm) -> str:
    fits = here.user is None or invitations.fits(invitation, here.user)
    return render_template("auth/invitation.html", invitation=invitation, form=form, fits=fits)


def _dead() -> ResponseReturnValue:
    return render_template("auth/dead_invitation.html"), 404


@bp.get("/invitations/<token>")
@requires(Permission.PUBLIC)
def show(here: Scene) -> ResponseReturnValue:
    """Show an invitation; looking at it does not use it up."""
    invitation = invitations.find(here.session, address_part("token"))
    return _page(here, invitation, _form(invitation)) if invitation else _dead()


@bp.post("/invitations/<token>")
@requires(Permission.PUBLIC, writes_itself=True)
def accept(here: Scene) -> ResponseReturnValue:
    """Join the project."""
    invitation = invitations.find(here.session, address_part("token"))
    if invitation is None:
        return _dead()
    if here.user is not None:
        return _join_as(here, invitation)
    form = _form(invitation)
    if not form.validate():
        return _page(here, invitation, form), 422
    try:
        token = _come_in(here, invitation, form)
    except credentials.TooManyTries as error:
        form.form_errors.append(str(error))
        return slow_down(_page(here, invitation, form), error)
    if token is None:
        return _page(here, invitation, form), 422
    return _welcome(invitation, token)


def _join_as(here: Scene, invitation: Invitation) -> ResponseReturnValue:
    """Join with the account that is signed in."""
    form = _form(invitation)
    with explaining(form), site().database.writing() as session:
        invitations.join(session, invitation, here.user)
        return _welcome(invitation)
    return _page(here, invitation, form), 422


def _come_in(here: Scene, invitation: Invitation, form: NewAccountForm) -> str | None:
    """Join with the address and password that were typed; return the token of the new sign-in."""
    email, password = form.email.data or "", form.password.data or ""
    database, visit = site().database, visit_of(here)
    # An address that has an account is answered by its password alone, and such tries are counted:
    # the holder of an invitation must not find out whose accounts exist.
    proof = credentials.verify(database, email, password, visit)
    if proof is None and accounts.find_by_email(here.session, email) is not None:
        form.form_errors.append(ELSEWHERE)
        return None
    password_hash = "" if proof else passwords.hash_password(password)
    with explaining(form), database.writing() as session:
        if proof is not None:
            invitations.join(session, invitation, session.get_one(User, proof.user_id))
            return credentials.enter(session, proof, visit)
        user = invitations.join_as_new(session, invitation, email, form.name.data or "", password_hash)
        credentials.forget_failures(session, user, visit)
        return credentials.begin(session, user, visit)
    return None


def _welcome(invitation: Invitation, token: str | None = None) -> ResponseReturnValue:
    project = invitation.project
    notify(f"Welcome to {project.title}. You are {invitation.role} here.")
    target = url_for("projects.overview", slug=project.slug)
    return signed_in(token, target) if token else redirect(target, 303)
