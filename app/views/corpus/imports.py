"""Imports: files sent, looked at, then confirmed or discarded."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.imports import ReadingForm, UploadForm
from app.permissions import Permission, Scene
from app.services import imports, outlets
from app.services.readings import Reading
from app.site import site
from app.views.corpus.blueprint import bp
from app.views.corpus.preview_forms import PreviewForms
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify


def _upload_page(here: Scene, form: UploadForm) -> str:
    waiting = imports.waiting(here.session, here.project)
    return render_template("corpus/import_new.html", form=form, waiting=waiting)


@bp.get("/projects/<slug>/imports/new")
@requires(Permission.EDIT_CORPUS)
def new_import(here: Scene) -> ResponseReturnValue:
    """Ask for files."""
    return _upload_page(here, UploadForm())


@bp.post("/projects/<slug>/imports/new")
@requires(Permission.EDIT_CORPUS, writes_itself=True)
def stage_import(here: Scene) -> ResponseReturnValue:
    """Keep files aside and show what would become of them."""
    form = UploadForm(request.files)
    with explaining(form):
        sent = [file for file in form.files.data or [] if file.filename]
        package = imports.pack([(file.filename or "", file.stream.read()) for file in sent])
        with site().database.writing() as session:
            staged = imports.stage(session, here.project, package, here.user)
        return _to_import(here, staged.id)
    return _upload_page(here, form), 422


def _to_import(here: Scene, import_id: int, page: str = "") -> ResponseReturnValue:
    number = int(page) if page.isdecimal() and len(page) < 7 and page != "1" else None  # none is left out
    slug = here.project.slug
    return redirect(url_for("corpus.staged_import", slug=slug, import_id=import_id, page=number), 303)


@bp.get("/projects/<slug>/imports/<int:import_id>")
@requires(Permission.EDIT_CORPUS)
def staged_import(here: Scene) -> ResponseReturnValue:
    """Show what would become of an import, or what became of it."""
    if here.staged_import.finished_at is not None:
        return render_template("corpus/import_report.html", staged=here.staged_import)
    return _preview_page(here, None)


def _preview_page(here: Scene, forms: PreviewForms | None) -> str:
    preview = imports.preview(here.session, here.project, here.staged_import)
    page = imports.page_of(preview.verdicts, request.args.get("page", 1, type=int))
    return render_template(
        "corpus/import_preview.html",
        staged=here.staged_import,
        preview=preview,
        page=page,
        forms=forms or PreviewForms.showing(here.staged_import, preview, page.rows),
        outlet_names=[name for _, name in outlets.choices(here.session, here.project)],
    )


@bp.post("/projects/<slug>/imports/<int:import_id>/settings")
@requires(Permission.EDIT_CORPUS)
def settle_import(here: Scene) -> ResponseReturnValue:
    """Keep what a person says about an import."""
    forms = PreviewForms.sent(here.staged_import, request.form)
    if not forms.validate():
        return _preview_page(here, forms), 422
    imports.say(here.staged_import, forms.settings(here.staged_import))
    return _to_import(here, here.staged_import.id, request.form.get("to_page", ""))


@bp.get("/projects/<slug>/imports/<int:import_id>/readings/<draft_key>")
@requires(Permission.EDIT_CORPUS)
def reading(here: Scene) -> ResponseReturnValue:
    """Show the text that was read out of a page or document."""
    key, known = _reading(here)
    said = imports.settings_of(here.staged_import).corrections.get(key, {})
    text = known.whole if "whole" in request.args else said.get("text", known.text)
    return _reading_page(here, ReadingForm(data={"text": text}))


def _reading(here: Scene) -> tuple[str, Reading]:
    """Return the key of the draft that the address names, and what was read out of its file."""
    key = str((request.view_args or {})["draft_key"])
    found = None if here.staged_import.finished_at else imports.reading_of(here.staged_import, key)
    if found is None or found.refused:
        abort(404)
    return key, found


def _reading_page(here: Scene, form: ReadingForm) -> str:
    staged, (key, known) = here.staged_import, _reading(here)
    name = staged.settings["names"][int(key)]
    return render_template(
        "corpus/import_reading.html", staged=staged, key=key, name=name, known=known, form=form
    )


@bp.post("/projects/<slug>/imports/<int:import_id>/readings/<draft_key>")
@requires(Permission.EDIT_CORPUS)
def correct_reading(here: Scene) -> ResponseReturnValue:
    """Keep the text that a person made of what was read; an import that is confirmed freezes it."""
    key, _ = _reading(here)
    form = ReadingForm(request.form)
    if form.validate():
        with explaining(form):
            imports.correct_reading(here.staged_import, key, form.text.data)
            notify("This text will be frozen when you import it.")
            return _to_import(here, here.staged_import.id)
    return _reading_page(here, form), 422


@bp.post("/projects/<slug>/imports/<int:import_id>/confirm")
@requires(Permission.EDIT_CORPUS, writes_itself=True)
def confirm_import(here: Scene) -> ResponseReturnValue:
    """Import everything that is acceptable, once."""
    staged = here.staged_import
    if staged.finished_at is None:
        forms = PreviewForms.sent(staged, request.form)
        if not forms.validate() or not _confirm(here, forms):
            return _preview_page(here, forms), 422
    else:
        notify("This import was finished before; nothing was imported again.", "info")
    return _to_import(here, staged.id)


def _confirm(here: Scene, forms: PreviewForms) -> bool:
    settings = forms.settings(here.staged_import)
    result = imports.read_staged(here.staged_import, settings)  # before the transaction: it may take seconds
    with explaining(forms.for_all):
        with site().database.writing() as session:
            report = imports.confirm(
                session, here.project, here.staged_import.id, result, settings, here.user
            )
        if report is None:
            notify("This import was finished before; nothing was imported again.", "info")
        else:
            were = "article was" if report.imported == 1 else "articles were"
            notify(f"{report.imported:,} {were} imported.")
        return True
    return False


@bp.post("/projects/<slug>/imports/<int:import_id>/discard")
@requires(Permission.EDIT_CORPUS)
def discard_import(here: Scene) -> ResponseReturnValue:
    """Throw the files of an import away."""
    if imports.discard(here.session, here.project, here.staged_import.id, here.user):
        notify("The import was discarded. Nothing of it is in the corpus.")
    return redirect(url_for("corpus.articles", slug=here.project.slug), 303)
