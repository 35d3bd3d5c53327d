"""Many articles changed at once: those that were ticked, or all that the list shows."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from app.forms.corpus import BulkForm
from app.models import Article
from app.permissions import Permission, Scene
from app.services import bulk, finding
from app.services.paging import PAGE_SIZE
from app.services.scenes import LARGEST_ID
from app.views.corpus.blueprint import bp
from app.views.corpus.listed_articles import list_page, narrowing
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify

# What the address of a list may say.
BACK = ("search", "sort", "page", "outlet", "event", "since", "until", "language", "state", "copies")


@bp.post("/projects/<slug>/articles")
@requires(Permission.EDIT_CORPUS)
def change_articles(here: Scene) -> ResponseReturnValue:
    """Change what is known of the ticked articles, or of all that were found."""
    form = BulkForm(request.form)
    if form.validate():
        with explaining(form):
            expected = request.form.get("found", type=int) if "all" in request.form else None
            count = bulk.change_articles(
                here.session,
                here.project,
                here.user,
                _all(here) if "all" in request.form else _ticked(here),
                form.data,
                event_names=[form.event.data] if form.event.data else [],
                expected=expected,
            )
            were = "article was" if count == 1 else "articles were"
            notify(f"{count:,} {were} changed.")
            back: dict[str, Any] = {name: request.args[name] for name in BACK if name in request.args}
            return redirect(url_for("corpus.articles", slug=here.project.slug, **back), 303)
    return list_page(here, form), 422


def _all(here: Scene) -> Select[Any]:
    return finding.found(here.project, narrowing(here)[0])


def _ticked(here: Scene) -> Select[Any]:
    ids = request.form.getlist("article", type=lambda written: min(int(written), LARGEST_ID))[:PAGE_SIZE]
    return select(Article.id).where(Article.project_id == here.project.id, Article.id.in_(ids))
