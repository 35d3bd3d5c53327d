"""What programs suggest: taken in from files, and what is there."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.forms.suggestions import SuggestionsForm
from app.permissions import Permission, Scene
from app.services import marks_files, suggestion_files, suggestion_pull, suggestions
from app.services.suggestion_files import FORMATS
from app.site import site
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("suggestions", __name__)


@bp.get("/projects/<slug>/suggestions")
@requires(Permission.BRING_MARKS)
def overview(here: Scene) -> str:
    """Show which models suggest what, how much suggestions pull annotators, and ask for files."""
    return _page(here, SuggestionsForm().offer(FORMATS))


def _page(here: Scene, form: SuggestionsForm) -> str:
    return render_template(
        "suggestions/overview.html",
        form=form,
        models=suggestions.models(here.session, here.project),
        pulls=suggestion_pull.measured(here.session, here.project),
    )


@bp.post("/projects/<slug>/suggestions")
@requires(Permission.BRING_MARKS, writes_itself=True)
def take(here: Scene) -> ResponseReturnValue:
    """Take in files: all that they suggest, or nothing."""
    sent_fields = MultiDict([*request.form.items(True), *request.files.items(True)])
    form = SuggestionsForm(sent_fields).offer(FORMATS)
    if form.validate():
        with explaining(form):
            sent = [file for file in form.files.data or [] if file.filename]
            files = marks_files.files_of([(file.filename or "", file.stream.read()) for file in sent])
            model, version = (form.model.data or "").strip(), (form.version.data or "").strip()
            with site().database.writing() as session:
                said = suggestion_files.take(
                    session, here.project, form.format.data, files, model, version, here.user
                )
            notify(f"Taken in: {suggestion_files.told(said)}.")
            return redirect(url_for("suggestions.overview", slug=here.project.slug), 303)
    return _page(here, form), 422
