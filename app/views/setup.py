"""The first page of an empty installation: an administrator, and something to begin with."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.accounts import SetupForm
from app.permissions import Permission, Scene
from app.services import accounts, credentials, passwords, sample
from app.services import setup as setting_up
from app.site import site
from app.views.coming_in import address_part, signed_in, visit_of
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("setup", __name__)


def _form() -> SetupForm:
    return SetupForm(
        request.form,
        check_name=accounts.clean_name,
        check_email=accounts.canonical_email,
        check_password=lambda password, email: passwords.refuse_weak(password, email=email),
    )


def _is_good(here: Scene) -> bool:
    return setting_up.is_good(here.session, address_part("token"), site().config.secret_key)


@bp.get("/welcome/<token>")
@requires(Permission.PUBLIC)
def welcome(here: Scene) -> ResponseReturnValue:
    """Ask for the first account."""
    if not _is_good(here):
        return render_template("setup/dead_link.html"), 404
    return render_template("setup/welcome.html", form=_form())


@bp.post("/welcome/<token>")
@requires(Permission.PUBLIC, writes_itself=True)
def set_up(here: Scene) -> ResponseReturnValue:
    """Make the first account, and the sample project if it is wanted."""
    if not _is_good(here):
        return render_template("setup/dead_link.html"), 404
    form = _form()
    if form.validate():
        password_hash = passwords.hash_password(form.password.data or "")
        with explaining(form), site().database.writing() as session:
            user = setting_up.set_up(session, form.email.data or "", form.name.data or "", password_hash)
            target = url_for("projects.new")
            if form.start.data == "sample":
                target = url_for("projects.overview", slug=sample.load_sample(session, user).slug)
            notify("Parallax is set up, and you are signed in.")
            return signed_in(credentials.begin(session, user, visit_of(here)), target)
    return render_template("setup/welcome.html", form=form), 422
