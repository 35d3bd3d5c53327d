"""What all pages of the draft share: the draft, what is shown beside every form, the way back."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.codebook import Codebook
from annotations.codebook_entries import Entry, Steps, entries
from annotations.errors import AnnotationError, CodebookError, Problem
from app.models import CodebookVersion
from app.permissions import Scene
from app.services import codebook_editing, codebooks

bp = Blueprint("codebook_draft", __name__)
DRAFT = "/projects/<slug>/codebook/draft"
LONGEST_PATH = 300
MISSING = "There is no draft yet. Begin one from a version."


def anchor(path: str) -> str:
    """Return the id of an entry on the page of the draft."""
    return "entry-" + path.replace("/", "-").replace(":", "-")


def draft(here: Scene) -> CodebookVersion | None:
    """Return the draft of the project."""
    return codebook_editing.draft_of(here.session, here.project)


def asked_entry(codebook: Codebook, name: str = "entry") -> Entry | None:
    """Return the entry that the address names, if the draft has it."""
    path = request.args.get(name, "")[:LONGEST_PATH]
    return next((entry for entry in entries(codebook) if entry.path == path), None)


def to_draft(here: Scene, path: str = "") -> ResponseReturnValue:
    """Go to the page of the draft, to the place of an entry."""
    place = anchor(path) if path else None
    return redirect(url_for("codebook_draft.overview", slug=here.project.slug, _anchor=place), 303)


def page(here: Scene, template: str, row: CodebookVersion, form: Any, **more: Any) -> str:
    """Return a page about the draft; its forms state the draft as it is now."""
    form.seen.data = row.sha256
    return render_template(
        f"codebook/draft/{template}.html",
        row=row,
        codebook=codebooks.parsed(row),
        form=form,
        anchor=anchor,
        **{"conflict": None, **more},
    )


def explain(form: Any, error: AnnotationError, steps: Steps = ()) -> None:
    """Put each problem at its field, or above the form where it is about another entry."""
    if not isinstance(error, CodebookError):
        form.form_errors.append(str(error))
        return
    own = tuple(step for pair in steps for step in pair)
    for problem in error.problems or [Problem((), line) for line in error.lines]:
        *place, name = problem.path or ("",)
        if name in form and tuple(place) in ((), own):
            form[name].errors = [*form[name].errors, problem.message[:1].upper() + problem.message[1:] + "."]
        else:
            form.form_errors.append(str(problem))
