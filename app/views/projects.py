"""Projects: a new one, its overview, its settings."""

from importlib.resources import files

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from app.forms.projects import NewProjectForm, SettingsForm
from app.permissions import Permission, Scene, permits
from app.services import codebooks, project_steps, projects
from app.site import site
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify
from app.views.uploads import codebook_file

bp = Blueprint("projects", __name__)


def _new_form() -> NewProjectForm:
    return NewProjectForm(CombinedMultiDict([request.files, request.form]), check_slug=projects.check_slug)


@bp.get("/projects/new")
@requires(Permission.CREATE_PROJECT)
def new(here: Scene) -> ResponseReturnValue:
    """Ask for a project's title and codebook."""
    return render_template("projects/new.html", form=_new_form())


@bp.post("/projects/new")
@requires(Permission.CREATE_PROJECT, writes_itself=True)
def create(here: Scene) -> ResponseReturnValue:
    """Begin a project."""
    form = _new_form()
    if form.validate():
        with explaining(form):
            return _begin(here, form)
    if not form.slug.data:
        form.slug.data = projects.suggest_slug(form.title.data or "")
    return render_template("projects/new.html", form=form), 422


def _begin(here: Scene, form: NewProjectForm) -> ResponseReturnValue:
    text, codebook_format = _codebook_of(form)
    codebooks.read(text, codebook_format)  # a long text is read before the transaction, not inside
    slug = (form.slug.data or "").strip() or projects.suggest_slug(form.title.data or "")
    described = form.description.data or ""
    with site().database.writing() as session:
        projects.create_project(
            session, here.user, slug, form.title.data or "", text, codebook_format, description=described
        )
    notify("The project was created, and you manage it.")
    return redirect(url_for("projects.overview", slug=slug), 303)


def _codebook_of(form: NewProjectForm) -> tuple[str, str]:
    if form.codebook.data == "file":
        return codebook_file(form.file.data)
    return files("app").joinpath("data", "framing.toml").read_text(encoding="utf-8"), "toml"


@bp.get("/projects/<slug>")
@requires(Permission.SEE_PROJECT)
def overview(here: Scene) -> ResponseReturnValue:
    """Show how far the project has come, to each as much as the role may see."""
    counted = (
        project_steps.facts(here.session, here.project) if permits(here, Permission.SEE_CORPUS) else None
    )
    manages = permits(here, Permission.EDIT_PROJECT)
    return render_template(
        "projects/overview.html",
        facts=counted,
        steps=project_steps.steps(here.session, here.project, counted) if manages and counted else (),
        work=projects.open_work(here.session, here.user).get(here.project.id),
        managers=projects.managers(here.session, here.project),
        codebook=codebooks.newest(here.session, here.project),
    )


@bp.get("/projects/<slug>/settings")
@requires(Permission.EDIT_PROJECT)
def settings(here: Scene) -> ResponseReturnValue:
    """Ask for another title and description, and for what adjudicators see."""
    return render_template("projects/settings.html", form=SettingsForm(obj=here.project))


@bp.post("/projects/<slug>/settings")
@requires(Permission.EDIT_PROJECT)
def describe(here: Scene) -> ResponseReturnValue:
    """Give the project another title and description."""
    form = SettingsForm(request.form)
    if form.validate():
        title, description = form.title.data or "", form.description.data or ""
        with explaining(form):
            projects.describe(here.session, here.project, title, description, actor=here.user)
            shows_names = form.adjudicators_see_names.data
            projects.show_names(here.session, here.project, here.user, to_adjudicators=shows_names)
            notify("The project's description was changed.")
            return redirect(url_for("projects.overview", slug=here.project.slug), 303)
    return render_template("projects/settings.html", form=form), 422
