"""One entry of the draft: its fields, changed in a form."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from annotations.codebook import Codebook
from annotations.codebook_comparison import as_text
from annotations.codebook_entries import CATEGORIES, Entry, find, siblings
from annotations.errors import AnnotationError
from app.forms import codebook_entries as forms
from app.forms.choices import choice
from app.models import CodebookVersion
from app.permissions import Permission, Scene
from app.services import change_words, codebooks
from app.services.codebook_editing import ChangedMeanwhile, changed_fields, perform
from app.views.codebook_draft.blueprint import DRAFT, asked_entry, bp, draft, explain, page, to_draft
from app.views.guards import requires
from app.views.notices import notify


@bp.get(f"{DRAFT}/entry")
@requires(Permission.EDIT_CODEBOOK)
def entry(here: Scene) -> ResponseReturnValue:
    """Show an entry to be changed."""
    row = draft(here)
    found = asked_entry(codebooks.parsed(row)) if row else None
    if row is None or found is None:
        return to_draft(here)
    form: Any = forms.form_of(found.kind)(data=forms.filled_with(found))
    return _page(here, row, found, form)


@bp.post(f"{DRAFT}/entry")
@requires(Permission.EDIT_CODEBOOK)
def change(here: Scene) -> ResponseReturnValue:
    """Keep what was changed in an entry."""
    row = draft(here)
    found = asked_entry(codebooks.parsed(row)) if row else None
    if row is None or found is None:
        notify("That entry is not in the draft any more. Nothing was changed.")
        return to_draft(here)
    form: Any = forms.form_of(found.kind)(request.form)
    prepare(form, codebooks.parsed(row), found)
    without_code(form)
    if not form.validate():
        return _page(here, row, found, form), 422
    values = forms.values_of(form, found.kind, found.thing)
    acts = changed_fields(codebooks.parsed(row), found.path, values)
    try:
        perform(here.session, here.project, here.user, form.seen.data or "", *acts)
    except ChangedMeanwhile as conflict:
        return _page(here, row, found, form, conflict, _standing(found, values)), 409
    except AnnotationError as error:
        explain(form, error, found.steps)
        return _page(here, row, found, form), 422
    notify(f"“{find(codebooks.parsed(row), found.path).name}” is saved in the draft.")
    return to_draft(here, found.path)


def prepare(form: Any, codebook: Codebook, found: Entry) -> None:
    """Offer what depends on the entry: the other categories that it may be part of."""
    if found.kind in CATEGORIES:
        others = [one for one in siblings(codebook, found) if one.code != found.thing.code]
        form.parent.choices = [choice("", "nothing"), *[choice(one.code, one.name) for one in others]]


def without_code(form: Any) -> None:
    """Take away what is asked of new entries only."""
    for name in ("code", "members"):
        if name in form:
            del form[name]


def _standing(found: Entry, values: dict[str, Any]) -> dict[str, str]:
    """Return the fields that stand otherwise in the draft now, as they stand."""
    now = {name: getattr(found.thing, name) for name in values}
    return {name: _text(now[name]) for name in values if now[name] != values[name]}


def _text(value: Any) -> str:
    return as_text(value) or "(empty)"


def _page(
    here: Scene,
    row: CodebookVersion,
    found: Entry,
    form: Any,
    conflict: ChangedMeanwhile | None = None,
    standing: dict[str, str] | None = None,
) -> str:
    prepare(form, codebooks.parsed(row), found)
    without_code(form)
    since = change_words.told(here.session, conflict.since) if conflict else []
    return page(
        here, "entry", row, form, entry=found, conflict=conflict, since=since, standing=standing or {}
    )
