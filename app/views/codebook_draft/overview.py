"""The page of the draft: every entry with what can be done to it, and what was done so far."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations import codebook_edits
from annotations.codebook_comparison import LEFT_OUT, compare
from annotations.codebook_entries import entries
from annotations.errors import AnnotationError
from app.forms.codebook_entries import BeginForm, SeenForm
from app.models import CodebookVersion
from app.permissions import Permission, Scene
from app.services import change_words, codebook_editing, codebooks, credibility_template
from app.services.codebook_editing import Act, ChangedMeanwhile, perform
from app.views.codebook_draft.blueprint import DRAFT, LONGEST_PATH, bp, draft, explain, page, to_draft
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

MOST_TOLD = 50


@bp.get(DRAFT)
@requires(Permission.EDIT_CODEBOOK)
def overview(here: Scene) -> ResponseReturnValue:
    """Show the draft to be edited, or ask which version to begin one from."""
    row = draft(here)
    return _page(here, row, SeenForm()) if row else _begin_page(here, _begin_form(here))


@bp.post(f"{DRAFT}/begin")
@requires(Permission.EDIT_CODEBOOK)
def begin(here: Scene) -> ResponseReturnValue:
    """Make a draft from a version."""
    form = _begin_form(here)
    if form.validate():
        with explaining(form):
            source = here.session.get_one(CodebookVersion, form.source.data)
            made = codebook_editing.begin(here.session, here.project, here.user, source, form.version.data)
            notify(f"Version {made.version} is a draft now. Its labels and rules can be edited below.")
            return to_draft(here)
    return _begin_page(here, form), 422


@bp.post(f"{DRAFT}/act")
@requires(Permission.EDIT_CODEBOOK)
def act(here: Scene) -> ResponseReturnValue:
    """Move an entry, restore a retired one, or bring back one that was left out."""
    form, row = SeenForm(request.form), draft(here)
    if row is None:
        return redirect(url_for("codebook_draft.overview", slug=here.project.slug), 303)
    wanted, path = _asked(here, row)
    if wanted is None:
        return _page(here, row, form), 422
    try:
        perform(here.session, here.project, here.user, form.seen.data or "", wanted)
    except ChangedMeanwhile as conflict:
        return _page(here, row, form, conflict), 409
    except AnnotationError as error:
        explain(form, error)
        return _page(here, row, form), 422
    return to_draft(here, path)


def _asked(here: Scene, row: CodebookVersion) -> tuple[Act | None, str]:
    """Return the act of the button that was pressed: its name says what, its value which entry."""
    if request.form.get("template") == "credibility":
        return credibility_template.taking_over(codebooks.parsed(row)), "codebook"
    for name in ("up", "down", "restore", "back"):
        if path := request.form.get(name, "")[:LONGEST_PATH]:
            return _act(here, row, name, path), path
    return None, ""


def _act(here: Scene, row: CodebookVersion, name: str, path: str) -> Act | None:
    if name == "restore":
        return Act("restore", path, "restored", lambda book: codebook_edits.restore(book, path), {})
    if name != "back":
        by = -1 if name == "up" else 1
        return Act("edit", path, "moved", lambda book: codebook_edits.move(book, path, by), {"by": by})
    before = codebooks.version_before(here.session, row)
    if before is None:
        return None
    source, detail = codebooks.parsed(before), {"source": before.number}
    return Act(
        "restore", path, "brought back", lambda book: codebook_edits.bring_back(book, source, path), detail
    )


def _page(here: Scene, row: CodebookVersion, form: SeenForm, conflict: ChangedMeanwhile | None = None) -> str:
    before = codebooks.version_before(here.session, row)
    codebook = codebooks.parsed(row)
    differences = compare(codebooks.parsed(before), codebook) if before else ()
    return page(
        here,
        "overview",
        row,
        form,
        entries=list(entries(codebook)),
        before=before,
        differences=differences,
        criteria=credibility_template.missing(codebook),
        left_out=[one for one in differences if one.kind == LEFT_OUT],
        history=change_words.told(here.session, codebook_editing.history(here.session, row, MOST_TOLD)),
        conflict=conflict,
        since=change_words.told(here.session, conflict.since) if conflict else [],
    )


def _begin_form(here: Scene) -> BeginForm:
    versions = codebooks.versions(here.session, here.project)
    form = BeginForm(request.form or None, versions=versions)
    if not request.form and versions:
        form.version.data = codebook_editing.next_name(here.session, here.project, versions[0].version)
    return form


def _begin_page(here: Scene, form: BeginForm) -> str:
    return render_template("codebook/draft/begin.html", form=form)
