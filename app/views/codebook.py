"""The codebook: read, uploaded as a draft, frozen, downloaded."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from annotations import codebook_comparison as comparison
from app.forms.codebooks import FreezeForm, UploadCodebookForm
from app.models import CodebookVersion
from app.permissions import Permission, Scene
from app.services import codebooks, labelstudio_codebooks
from app.site import site
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify
from app.views.uploads import codebook_file
from exports.formats.qdc import losses_of_qdc, write_qdc

bp = Blueprint("codebook", __name__)


def _page(here: Scene, row: CodebookVersion | None, form: FreezeForm | None = None) -> str:
    return render_template(
        "codebook/read.html",
        row=row,
        codebook=codebooks.parsed(row) if row else None,
        versions=codebooks.versions(here.session, here.project),
        differences=_since(here, row) if row else (),
        before=codebooks.version_before(here.session, row) if row else None,
        notes=codebooks.freezing_notes(here.session, here.project),
        frozen=codebooks.newest_frozen(here.session, here.project),
        form=form or FreezeForm(),
    )


def _since(here: Scene, row: CodebookVersion) -> tuple[comparison.Difference, ...]:
    """Return in what a draft differs from the frozen version before it."""
    before = None if row.is_frozen else codebooks.version_before(here.session, row)
    return comparison.compare(codebooks.parsed(before), codebooks.parsed(row)) if before else ()


@bp.get("/projects/<slug>/codebook")
@requires(Permission.READ_CODEBOOK)
def newest(here: Scene) -> ResponseReturnValue:
    """Show the newest version, draft or frozen."""
    return _page(here, codebooks.newest(here.session, here.project))


@bp.get("/projects/<slug>/codebook/<int:codebook_number>")
@requires(Permission.READ_CODEBOOK)
def version(here: Scene) -> ResponseReturnValue:
    """Show one version."""
    return _page(here, here.codebook)


@bp.get("/projects/<slug>/codebook/<int:codebook_number>/codebook.toml")
@requires(Permission.READ_CODEBOOK)
def download(here: Scene) -> ResponseReturnValue:
    """Send one version as it is kept."""
    response = Response(here.codebook.toml, mimetype="application/toml; charset=utf-8")
    name = f"{here.project.slug}-codebook-{here.codebook.number}.toml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/projects/<slug>/codebook/<int:codebook_number>/label_config.xml")
@requires(Permission.READ_CODEBOOK)
def labeling_config(here: Scene) -> ResponseReturnValue:
    """Send one version as a labeling config of Label Studio."""
    xml = labelstudio_codebooks.config_of(codebooks.parsed(here.codebook))
    response = Response(xml, mimetype="application/xml; charset=utf-8")
    name = f"{here.project.slug}-label-config-{here.codebook.number}.xml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/projects/<slug>/codebook/<int:codebook_number>/codebook.qdc")
@requires(Permission.READ_CODEBOOK)
def refi_qda(here: Scene) -> ResponseReturnValue:
    """Send one version as programs for qualitative analysis exchange codebooks."""
    written = write_qdc(codebooks.parsed(here.codebook), here.project.slug)
    response = Response(written, mimetype="application/xml; charset=utf-8")
    name = f"{here.project.slug}-codebook-{here.codebook.number}.qdc"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.get("/projects/<slug>/codebook/compare")
@requires(Permission.READ_CODEBOOK)
def compare(here: Scene) -> ResponseReturnValue:
    """Show in what two versions differ; without numbers, the two newest."""
    versions = codebooks.versions(here.session, here.project)
    by_number = {row.number: row for row in versions}
    newer = by_number.get(request.args.get("b", 0, type=int)) or next(iter(versions), None)
    older = by_number.get(request.args.get("a", 0, type=int))
    if older is None and newer is not None:
        older = next((row for row in versions if row.number < newer.number), newer)
    differences = (
        comparison.compare(codebooks.parsed(older), codebooks.parsed(newer)) if older and newer else ()
    )
    return render_template(
        "codebook/compare.html",
        versions=versions,
        older=older,
        newer=newer,
        differences=differences,
        notes=codebooks.freezing_notes(here.session, here.project),
        rounds=codebooks.rounds_under(here.session, here.project, older, newer),
    )


def _upload_page(here: Scene, form: UploadCodebookForm) -> str:
    newest_row = codebooks.newest(here.session, here.project)
    return render_template("codebook/upload.html", form=form, newest=newest_row)


@bp.get("/projects/<slug>/codebook/upload")
@requires(Permission.EDIT_CODEBOOK)
def upload(here: Scene) -> ResponseReturnValue:
    """Ask for a codebook; the newest text is at hand to be changed."""
    newest_row = codebooks.newest(here.session, here.project)
    return _upload_page(here, UploadCodebookForm(data={"text": newest_row.toml if newest_row else ""}))


@bp.post("/projects/<slug>/codebook/upload")
@requires(Permission.EDIT_CODEBOOK, writes_itself=True)
def keep(here: Scene) -> ResponseReturnValue:
    """Keep the codebook as the draft, or show everything that is wrong with it."""
    form = UploadCodebookForm(CombinedMultiDict([request.files, request.form]))
    if form.validate():
        with explaining(form):
            text, codebook_format = _sent(form)
            codebooks.read(text, codebook_format)  # read before the transaction, not inside
            with site().database.writing() as session:
                row = codebooks.add_version(session, here.project, text, here.user, codebook_format)
            notify(f"Version {row.version} is kept as a draft.{_lost(text, codebook_format)}")
            return redirect(url_for("codebook.newest", slug=here.project.slug), 303)
    return _upload_page(here, form), 422


def _lost(text: str, codebook_format: str) -> str:
    """Say what a codebook of another program loses here."""
    readers = {"labelstudio": labelstudio_codebooks.losses_of_config, "qdc": losses_of_qdc}
    losses = readers[codebook_format](text) if codebook_format in readers else ()
    lost = "; ".join(f"{loss.what} ({loss.count})" for loss in losses)
    return f" A codebook here cannot say: {lost}." if lost else ""


def _sent(form: UploadCodebookForm) -> tuple[str, str]:
    """Return the text and its format; a file's text comes back in the text field if it is refused."""
    if form.file.data:
        form.text.data, form.text_format.data = codebook_file(form.file.data)
    return (form.text.data or "").replace("\r\n", "\n"), form.text_format.data


@bp.post("/projects/<slug>/codebook/<int:codebook_number>/freeze")
@requires(Permission.EDIT_CODEBOOK)
def freeze(here: Scene) -> ResponseReturnValue:
    """Freeze a draft."""
    form = FreezeForm(request.form)
    if form.validate():
        with explaining(form):
            codebooks.freeze(here.session, here.codebook, here.user, form.note.data or "")
            notify(f"Version {here.codebook.version} is frozen. Rounds may use it now.")
            return redirect(url_for("codebook.newest", slug=here.project.slug), 303)
    return _page(here, here.codebook, form), 422
