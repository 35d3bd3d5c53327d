"""Words of an article that a round coded, taken into the draft as an example."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.codebook_entries import entries
from annotations.errors import AnnotationError
from app.forms.codebook_lives import ExampleForm
from app.permissions import Permission, Scene
from app.services import codebook_editing, codebooks
from app.views.codebook_draft.blueprint import bp, explain
from app.views.guards import requires
from app.views.notices import notify

EXAMPLE = "/projects/<slug>/rounds/<int:round_id>/agreement/articles/<int:article_id>/example"
LONGEST = 2_000


@bp.get(EXAMPLE)
@requires(Permission.EDIT_CODEBOOK)
def example(here: Scene) -> ResponseReturnValue:
    """Show marked words and ask for the entry that they are an example of."""
    words = _words(here)
    if words is None:
        return _to_text(here)
    form = ExampleForm(data={"entry": request.args.get("entry", "")[:300]}, offered=_offered(here))
    return _page(here, words, form)


@bp.post(EXAMPLE)
@requires(Permission.EDIT_CODEBOOK)
def take(here: Scene) -> ResponseReturnValue:
    """Keep the words as an example in the draft."""
    words = _words(here)
    if words is None:
        return _to_text(here)
    form = ExampleForm(request.form, offered=_offered(here))
    if form.validate():
        try:
            kept = codebook_editing.add_example(
                here.session,
                here.project,
                here.user,
                form.entry.data,
                words,
                shows=form.shows.data == "yes",
                source=here.article.called,
                note=(form.note.data or "").strip(),
            )
        except AnnotationError as error:
            explain(form, error)
        else:
            notify(f"The example is in the draft, version {kept.version}.")
            return _to_text(here)
    return _page(here, words, form), 422


def _to_text(here: Scene) -> ResponseReturnValue:
    place: dict[str, Any] = {"slug": here.project.slug, "round_id": here.round.id}
    return redirect(url_for("agreement.text", **place, article_id=here.article.id), 303)


def _words(here: Scene) -> str | None:
    """Return the words that the address names, of a round whose results may be seen; None for nonsense."""
    if not here.round.shows_results:
        abort(404)
    start, end = (request.args.get(name, -1, type=int) for name in ("start", "end"))
    text = here.article.text
    if not 0 <= start < end <= len(text) or end - start > LONGEST:
        return None
    return " ".join(text[start:end].split()) or None


def _offered(here: Scene) -> dict[str, str]:
    """Return the entries that have examples, by their paths."""
    newest = codebooks.newest(here.session, here.project)
    if newest is None:
        return {}
    return {
        one.path: f"{one.name} ({one.path})"
        for one in entries(codebooks.parsed(newest))
        if hasattr(one.thing, "examples")
    }


def _page(here: Scene, words: str, form: ExampleForm) -> str:
    given = {"round": here.round, "article": here.article, "words": words, "form": form}
    return render_template("codebook/draft/example.html", **given)
