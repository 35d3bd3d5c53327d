"""Entries that are retired, left out, merged or split: first what that touches, then the act."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from annotations import codebook_edits
from annotations.codebook_entries import CATEGORIES, HEAD, Entry, entries
from annotations.errors import AnnotationError
from app.forms.codebook_entries import SeenForm
from app.forms.codebook_lives import MergeForm, SplitForm
from app.models import CodebookVersion
from app.permissions import Permission, Scene
from app.services import change_words, codebook_editing, codebook_usage, codebooks
from app.services.codebook_editing import Act, ChangedMeanwhile, perform
from app.views.codebook_draft.blueprint import DRAFT, asked_entry, bp, draft, explain, page, to_draft
from app.views.guards import requires
from app.views.notices import notify


@bp.get(f"{DRAFT}/retire")
@requires(Permission.EDIT_CODEBOOK)
def retiring(here: Scene) -> ResponseReturnValue:
    """Show what an entry is used in, before it is retired or left out."""
    row, found = _found(here)
    if row is None or found is None or found.kind == HEAD:
        return to_draft(here)
    return _page(here, "retire", row, found, SeenForm())


@bp.post(f"{DRAFT}/retire")
@requires(Permission.EDIT_CODEBOOK)
def retire(here: Scene) -> ResponseReturnValue:
    """Retire an entry, or leave out one that is no label or category of a frozen version."""
    row, found = _found(here)
    if row is None or found is None or found.kind == HEAD:
        return to_draft(here)
    path = found.path
    if codebook_editing.may_be_left_out(here.session, row, path):
        act = Act("retire", path, "left out", lambda book: codebook_edits.leave_out(book, path), {})
    else:
        act = Act("retire", path, "retired", lambda book: codebook_edits.retire(book, path), {})
    form = SeenForm(request.form)
    return _done(here, "retire", row, found, form, act, f"“{found.name}” is {act.did} in the draft.")


@bp.get(f"{DRAFT}/merge")
@requires(Permission.EDIT_CODEBOOK)
def merging(here: Scene) -> ResponseReturnValue:
    """Show what an entry is used in, and ask what takes its place."""
    row, found = _found(here)
    if row is None or found is None or found.kind not in CATEGORIES:
        return to_draft(here)
    return _page(here, "merge", row, found, MergeForm(others=_others(row, found)))


@bp.post(f"{DRAFT}/merge")
@requires(Permission.EDIT_CODEBOOK)
def merge(here: Scene) -> ResponseReturnValue:
    """Retire an entry in favour of another one."""
    row, found = _found(here)
    if row is None or found is None or found.kind not in CATEGORIES:
        return to_draft(here)
    form = MergeForm(request.form, others=_others(row, found))
    if not form.validate():
        return _page(here, "merge", row, found, form), 422
    path, into = found.path, form.into.data
    act = Act("merge", path, "merged", lambda book: codebook_edits.merge(book, [path], into), {"into": into})
    return _done(here, "merge", row, found, form, act, f"“{found.name}” is merged into {into} in the draft.")


@bp.get(f"{DRAFT}/split")
@requires(Permission.EDIT_CODEBOOK)
def splitting(here: Scene) -> ResponseReturnValue:
    """Show what an entry is used in, and ask for its parts."""
    row, found = _found(here)
    if row is None or found is None or found.kind not in CATEGORIES:
        return to_draft(here)
    return _page(here, "split", row, found, SplitForm())


@bp.post(f"{DRAFT}/split")
@requires(Permission.EDIT_CODEBOOK)
def split(here: Scene) -> ResponseReturnValue:
    """Retire an entry in favour of its parts."""
    row, found = _found(here)
    if row is None or found is None or found.kind not in CATEGORIES:
        return to_draft(here)
    form = SplitForm(request.form)
    if not form.validate():
        return _page(here, "split", row, found, form), 422
    path, parts = found.path, form.given
    detail = {"into": [part["code"] for part in parts]}
    act = Act("split", path, "split", lambda book: codebook_edits.split(book, path, parts), detail)
    return _done(here, "split", row, found, form, act, f"“{found.name}” is split in the draft.")


def _found(here: Scene) -> tuple[CodebookVersion | None, Entry | None]:
    row = draft(here)
    return row, asked_entry(codebooks.parsed(row)) if row else None


def _others(row: CodebookVersion, found: Entry) -> dict[str, str]:
    """Return the entries beside one that can take its place, by their paths."""
    beside = (one for one in entries(codebooks.parsed(row)) if one.parent == found.parent)
    return {
        one.path: one.name
        for one in beside
        if one.kind == found.kind and one.path != found.path and one.thing.offered
    }


def _done(
    here: Scene, template: str, row: CodebookVersion, found: Entry, form: Any, act: Act, said: str
) -> ResponseReturnValue:
    try:
        perform(here.session, here.project, here.user, form.seen.data or "", act)
    except ChangedMeanwhile as conflict:
        return _page(here, template, row, found, form, conflict), 409
    except AnnotationError as error:
        explain(form, error, found.steps)
        return _page(here, template, row, found, form), 422
    notify(said)
    return to_draft(here, found.path if act.did != "left out" else found.parent)


def _page(
    here: Scene,
    template: str,
    row: CodebookVersion,
    found: Entry,
    form: Any,
    conflict: ChangedMeanwhile | None = None,
) -> str:
    return page(
        here,
        template,
        row,
        form,
        entry=found,
        goes=codebook_editing.may_be_left_out(here.session, row, found.path),
        usage=codebook_usage.usage(here.session, here.project, [found.path]),
        conflict=conflict,
        since=change_words.told(here.session, conflict.since) if conflict else [],
    )
