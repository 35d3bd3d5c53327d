"""New entries of the draft: layers, labels, attributes, categories and questions."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from annotations import codebook_edits
from annotations.categories import Category
from annotations.codebook import Codebook
from annotations.codebook_entries import (
    ARTICLE_QUESTION,
    ATTRIBUTE,
    CATEGORIES,
    CATEGORY,
    HEAD,
    LABEL,
    LAYER,
    OUTLET_QUESTION,
    VARIABLES,
    Entry,
    by_path,
)
from annotations.errors import AnnotationError, CodebookError, Problem
from app.forms import codebook_entries as forms
from app.forms.choices import choice
from app.models import CodebookVersion
from app.permissions import Permission, Scene
from app.services import change_words, codebooks
from app.services.codebook_editing import Act, ChangedMeanwhile, perform
from app.views.codebook_draft.blueprint import DRAFT, asked_entry, bp, draft, explain, page, to_draft
from app.views.guards import requires
from app.views.notices import notify

# What can be added to each kind of entry.
OFFERED = {
    HEAD: (LAYER, ARTICLE_QUESTION, OUTLET_QUESTION),
    LAYER: (LABEL, ATTRIBUTE),
    **dict.fromkeys(VARIABLES, (CATEGORY,)),
}


@bp.get(f"{DRAFT}/add")
@requires(Permission.EDIT_CODEBOOK)
def new(here: Scene) -> ResponseReturnValue:
    """Ask for a new entry."""
    row = draft(here)
    parent, kind = _asked(codebooks.parsed(row)) if row else (None, "")
    if row is None or parent is None:
        return to_draft(here)
    form: Any = forms.form_of(kind)(data={"examples": [""] * forms.BLANK_EXAMPLES})
    return _page(here, row, parent, kind, form)


@bp.post(f"{DRAFT}/add")
@requires(Permission.EDIT_CODEBOOK)
def add(here: Scene) -> ResponseReturnValue:
    """Keep a new entry."""
    row = draft(here)
    parent, kind = _asked(codebooks.parsed(row)) if row else (None, "")
    if row is None or parent is None:
        return to_draft(here)
    form: Any = forms.form_of(kind)(request.form)
    _prepare(form, parent, kind)
    if not form.validate():
        return _page(here, row, parent, kind, form), 422
    before = codebooks.parsed(row)
    try:
        fields = _fields(form, kind)
        after = codebook_edits.add(before, parent.path, kind, fields)
        path = next(one for one in by_path(after) if one not in by_path(before))
        act = Act(
            "edit",
            path,
            "added",
            lambda book: codebook_edits.add(book, parent.path, kind, fields),
            {"name": form.name.data.strip()},
        )
        perform(here.session, here.project, here.user, form.seen.data or "", act)
    except ChangedMeanwhile as conflict:
        return _page(here, row, parent, kind, form, conflict), 409
    except AnnotationError as error:
        explain(form, _placed(error))
        return _page(here, row, parent, kind, form), 422
    notify(f"“{form.name.data.strip()}” is in the draft now.")
    return to_draft(here, path)


def _asked(codebook: Codebook) -> tuple[Entry | None, str]:
    parent, kind = asked_entry(codebook, "to"), request.args.get("kind", "")
    if parent is None or kind not in OFFERED.get(parent.kind, ()):
        return None, ""
    return parent, kind


def _fields(form: Any, kind: str) -> dict[str, Any]:
    values = {"code": form.code.data.strip()} | forms.values_of(form, kind)
    if kind in CATEGORIES:
        return values
    members = tuple(Category(code, name) for code, name in forms.members_of(form))
    if kind == LAYER:
        return values | {"labels": members}
    return values | {"categories": members}


def _placed(error: AnnotationError) -> AnnotationError:
    """Return the problems as of the new entry, which stands nowhere yet."""
    if not isinstance(error, CodebookError):
        return error
    found = [Problem(problem.path[-1:], problem.message) for problem in error.problems]
    return CodebookError(error.lines, found)


def _prepare(form: Any, parent: Entry, kind: str) -> None:
    if "parent" in form:
        beside = parent.thing.labels if kind == LABEL else parent.thing.categories
        form.parent.choices = [choice("", "nothing"), *[choice(one.code, one.name) for one in beside]]


def _page(
    here: Scene,
    row: CodebookVersion,
    parent: Entry,
    kind: str,
    form: Any,
    conflict: ChangedMeanwhile | None = None,
) -> str:
    _prepare(form, parent, kind)
    since = change_words.told(here.session, conflict.since) if conflict else []
    given = {"parent": parent, "kind": kind, "conflict": conflict, "since": since}
    return page(here, "add", row, form, **given)
