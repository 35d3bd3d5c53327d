"""Spans for other programs, and spans of other programs: downloads, and files that are looked at first."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.forms.marks import MarksUploadForm
from app.permissions import Permission, Scene, permits
from app.services import download, marks_files, marks_in, marks_out, marks_rated, marks_staged
from app.services.refused import Refused
from app.site import site
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.marks_names import Names, names
from app.views.notices import notify
from app.views.sending import sent_zip
from exports.formats.marked import Losses
from exports.formats.packing import write_format
from exports.formats.registry import format_of, read

bp = Blueprint("marks", __name__)


@bp.get("/projects/<slug>/exports/spans.zip")
@requires(Permission.EXPORT)
def files(here: Scene) -> Response:
    """Send the spans of a round that shows its results, in one format."""
    one, names = format_of(request.args.get("format", "")), "names" in request.args
    if one.write is None:
        raise Refused(f"{one.name} can only be read.")
    if names and not permits(here, Permission.EXPORT_NAMES):
        abort(403, "Only those who manage the project may download the names of annotators.")
    shown = [round_ for round_ in download.rounds_of(here.session, here.project) if round_.shows_results]
    wanted = request.args.get("round", "")
    round_ = next((one for one in shown if str(one.id) == wanted), None)
    if round_ is None:
        raise Refused("Choose a round that shows its results.")
    losses = Losses()
    marked = marks_out.marked(here.session, round_, losses, names=names)
    marked = marks_rated.with_credibility(here.session, here.project, marked, losses)
    return sent_zip(
        f"{here.project.slug}-{round_.id}-{one.code}.zip",
        lambda file: write_format(file, one, marked, losses, apart="apart" in request.args),
    )


@bp.get("/projects/<slug>/spans/new")
@requires(Permission.BRING_MARKS)
def new(here: Scene) -> str:
    """Ask for files with spans."""
    return _upload_page(here, _offered(here, MarksUploadForm()))


def _offered(here: Scene, form: MarksUploadForm) -> MarksUploadForm:
    rounds = marks_staged.open_rounds(here.session, here.project)
    return form.offer([(str(one.id), one.name) for one in rounds], [(one.code, one.name) for one in read()])


def _upload_page(here: Scene, form: MarksUploadForm) -> str:
    waiting = marks_staged.waiting(here.session, here.project)
    return render_template("marks/new.html", form=form, waiting=waiting, formats=read())


@bp.post("/projects/<slug>/spans/new")
@requires(Permission.BRING_MARKS, writes_itself=True)
def stage(here: Scene) -> ResponseReturnValue:
    """Keep files aside and show what would become of them."""
    sent_fields = MultiDict([*request.form.items(True), *request.files.items(True)])
    form = _offered(here, MarksUploadForm(sent_fields))
    if form.validate():
        with explaining(form):
            sent = [file for file in form.files.data or [] if file.filename]
            whole = marks_files.files_of([(file.filename or "", file.stream.read()) for file in sent])
            found = marks_in.found_in(form.format.data, whole)
            with site().database.writing() as session:
                rounds = marks_staged.open_rounds(session, here.project)
                round_ = next(one for one in rounds if str(one.id) == form.round.data)
                staged = marks_staged.stage(session, round_, form.format.data, whole, found, here.user)
                key = staged.id
            return _to_import(here, key)
    return _upload_page(here, form), 422


def _to_import(here: Scene, key: int) -> ResponseReturnValue:
    return redirect(url_for("marks.staged", slug=here.project.slug, marks_id=key), 303)


@bp.get("/projects/<slug>/spans/<int:marks_id>")
@requires(Permission.BRING_MARKS)
def staged(here: Scene) -> ResponseReturnValue:
    """Show what would become of files with spans, or what became of them."""
    if here.staged_marks.finished_at is not None:
        return render_template("marks/report.html", staged=here.staged_marks)
    try:
        asked = names(here)
    except Refused as reason:  # such as a round that was closed in the meantime
        return render_template("marks/stuck.html", staged=here.staged_marks, reason=str(reason))
    return _preview_page(here, asked)


def _preview_page(here: Scene, asked: Names) -> str:
    one = format_of(here.staged_marks.format)
    shown = {"staged": here.staged_marks, "asked": asked, "plan": asked.plan, "format": one}
    return render_template("marks/preview.html", **shown)


@bp.post("/projects/<slug>/spans/<int:marks_id>/names")
@requires(Permission.BRING_MARKS)
def settle(here: Scene) -> ResponseReturnValue:
    """Keep what a person says about the names in the files."""
    if here.staged_marks.finished_at is None:
        asked = names(here, sent=True)
        if not asked.validate():
            return _preview_page(here, asked), 422
        marks_staged.say(here.staged_marks, asked.said())
    return _to_import(here, here.staged_marks.id)


@bp.post("/projects/<slug>/spans/<int:marks_id>/confirm")
@requires(Permission.BRING_MARKS, writes_itself=True)
def confirm(here: Scene) -> ResponseReturnValue:
    """Import everything that is acceptable, once."""
    key = here.staged_marks.id
    if here.staged_marks.finished_at is not None:
        notify("This import was finished before; nothing was imported again.", "info")
        return _to_import(here, key)
    asked = names(here, sent=True)
    if asked.validate():
        with explaining(asked.forms["annotators"]):
            with site().database.writing() as session:
                done = marks_staged.confirm(session, key, asked.found, asked.said(), here.user)
            notify("The spans were imported." if done else "This import was finished before.")
            return _to_import(here, key)
    return _preview_page(here, asked), 422


@bp.post("/projects/<slug>/spans/<int:marks_id>/discard")
@requires(Permission.BRING_MARKS)
def discard(here: Scene) -> ResponseReturnValue:
    """Throw the files away."""
    if marks_staged.discard(here.session, here.project, here.staged_marks.id, here.user):
        notify("The import was discarded. Nothing of it is an annotation.")
    return redirect(url_for("marks.new", slug=here.project.slug), 303)
