"""Recoding a closed round under a newer version of the codebook: a preview, then the round."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.codebook_comparison import Difference
from app.forms.codebook_recoding import RecodeForm
from app.models import CodebookVersion
from app.permissions import Permission, Scene
from app.services import codebook_recoding
from app.services.codebook_recoding import Recoding
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

bp = Blueprint("codebook_recoding", __name__)
RECODE = "/projects/<slug>/rounds/<int:round_id>/recode"
Reasons = dict[str, list[Difference]]


@bp.get(RECODE)
@requires(Permission.RUN_ROUNDS)
def ask(here: Scene) -> ResponseReturnValue:
    """Show what a newer version touches, and ask what of it has to be coded again."""
    version = _version(here)
    reasons = _reasons(here, version)
    form = RecodeForm(data={"entries": list(reasons)}, offered=_offered(reasons))
    return _page(here, version, form, reasons)


@bp.post(RECODE)
@requires(Permission.RUN_ROUNDS)
def recode(here: Scene) -> ResponseReturnValue:
    """Show who would recode what; make the round once exactly this was seen."""
    version = _version(here)
    reasons = _reasons(here, version)
    form, planned = RecodeForm(request.form, offered=_offered(reasons)), None
    if form.validate() and version is not None:
        with explaining(form):
            planned = codebook_recoding.plan(here.session, here.round, version, form.entries.data or ())
    if planned is None:
        return _page(here, version, form, reasons), 422
    if request.form.get("step") != "make" or form.seen.data != planned.digest:
        return _page(here, version, form, reasons, planned)
    made = None
    with explaining(form):
        made = codebook_recoding.make(here.session, here.project, planned, here.user)
    if made is None:
        return _page(here, version, form, reasons, planned), 422
    notify(f"The round “{made.name}” is open. Each annotator begins with what they said before.")
    return redirect(url_for("rounds.board", slug=here.project.slug, round_id=made.id), 303)


def _version(here: Scene) -> CodebookVersion | None:
    """Return the version that the address names, else the newest that the round can be recoded under."""
    later = codebook_recoding.later_versions(here.session, here.round)
    number = request.args.get("version", 0, type=int)
    return next((row for row in later if row.number == number), next(iter(later), None))


def _reasons(here: Scene, version: CodebookVersion | None) -> Reasons:
    return codebook_recoding.reasons(here.round, version) if version else {}


def _offered(reasons: Reasons) -> dict[str, str]:
    """Return in words what is offered: each entry with how it was changed."""
    words = {}
    for path, differences in reasons.items():
        changes = [one.kind if one.kind != "changed" else f"{one.field} changed" for one in differences]
        words[path] = f"{differences[0].name} ({path}): {', '.join(changes)}".replace("_", " ")
    return words


def _page(
    here: Scene,
    version: CodebookVersion | None,
    form: RecodeForm,
    reasons: Reasons,
    planned: Recoding | None = None,
) -> str:
    if planned is not None:
        form.seen.data = planned.digest
    return render_template(
        "codebook/recode.html",
        round=here.round,
        version=version,
        versions=codebook_recoding.later_versions(here.session, here.round),
        form=form,
        reasons=reasons,
        planned=planned,
        is_changed=request.form.get("step") == "make" and planned is not None,
    )
