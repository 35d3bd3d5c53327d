"""The list of articles."""

from flask import render_template

from app.permissions import Permission, Scene
from app.views.corpus.blueprint import bp
from app.views.guards import requires


@bp.get("/projects/<slug>/articles")
@requires(Permission.SEE_CORPUS)
def articles(here: Scene) -> str:
    """List the articles of the project."""
    return render_template("corpus/articles.html")
