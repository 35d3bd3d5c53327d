"""My own account: password and sign-ins."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.accounts import ChangePasswordForm, NewPasswordForm
from app.permissions import Permission, Scene
from app.services import accounts, credentials, passwords
from app.site import site
from app.views.browsers import friendly_name
from app.views.coming_in import address_part, slow_down, visit_of
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("account", __name__)


def _form(here: Scene) -> NewPasswordForm:
    """Return the form that fits: whoever came by a one-time link has no present password to enter."""
    kind = ChangePasswordForm if here.user.password_hash else NewPasswordForm
    email = here.user.email
    return kind(request.form, check_password=lambda text: passwords.refuse_weak(text, email=email))


def _page(here: Scene, form: NewPasswordForm) -> str:
    sign_ins = accounts.sign_ins(here.session, here.user)
    return render_template("account/mine.html", form=form, sign_ins=sign_ins, friendly_name=friendly_name)


@bp.get("/account")
@requires(Permission.HAVE_ACCOUNT)
def mine(here: Scene) -> ResponseReturnValue:
    """Show my account."""
    return _page(here, _form(here))


@bp.post("/account/password")
@requires(Permission.CHANGE_ACCOUNT, writes_itself=True)
def change_password(here: Scene) -> ResponseReturnValue:
    """Set a new password; every other browser is signed out."""
    form, kept = _form(here), here.user.password_hash
    if not form.validate():
        return _page(here, form), 422
    try:
        if kept and not _knows_password(here, form.data["old"]):
            form["old"].errors = [*form["old"].errors, "This is not your present password."]
            return _page(here, form), 422
    except credentials.TooManyTries as error:
        form.form_errors.append(str(error))
        return slow_down(_page(here, form), error)
    new_hash = passwords.hash_password(form.new.data or "")
    with explaining(form), site().database.writing() as session:
        accounts.change_password(session, here.user.id, kept, new_hash, but=here.sign_in.id)
        notify("The password was changed. Every other browser was signed out.")
        return redirect(url_for("account.mine"), 303)
    return _page(here, form), 422


def _knows_password(here: Scene, password: str) -> bool:
    database, visit = site().database, visit_of(here)
    if credentials.verify(database, here.user.email, password, visit) is None:
        return False
    with database.writing() as session:
        credentials.forget_failures(session, here.user, visit)
    return True


@bp.post("/account/sign-ins/<int:sign_in_id>/end")
@requires(Permission.CHANGE_ACCOUNT)
def end_sign_in(here: Scene) -> ResponseReturnValue:
    """Sign another browser of mine out."""
    if not accounts.end_sign_in(here.session, here.user, int(address_part("sign_in_id"))):
        abort(404)
    notify("That browser was signed out.")
    return redirect(url_for("account.mine"), 303)


@bp.post("/account/sign-ins/end-others")
@requires(Permission.CHANGE_ACCOUNT)
def end_others(here: Scene) -> ResponseReturnValue:
    """Sign all my other browsers out."""
    accounts.end_other_sign_ins(here.session, here.user, here.sign_in)
    notify("Every other browser was signed out.")
    return redirect(url_for("account.mine"), 303)
