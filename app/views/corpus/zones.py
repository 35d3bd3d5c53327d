"""Zones of an article, corrected by hand."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.zones import BODY, Zone
from app.forms.corpus import CharactersForm, ParagraphsForm, ZoneForm
from app.permissions import Permission, Scene
from app.services import corpus, zoning
from app.views.corpus.blueprint import bp
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify


def _page(here: Scene, form: ZoneForm) -> str:
    paragraphs = form if isinstance(form, ParagraphsForm) else ParagraphsForm()
    return render_template(
        "corpus/zones.html",
        article=here.article,
        reading=corpus.read(here.session, here.article, listing().page),
        form=paragraphs,
        problems=form,
        characters=CharactersForm(),
    )


@bp.get("/projects/<slug>/articles/<int:article_id>/zones", endpoint="zones")
@requires(Permission.EDIT_CORPUS)
def show(here: Scene) -> ResponseReturnValue:
    """Show the zones of an article."""
    return _page(here, ParagraphsForm())


@bp.post("/projects/<slug>/articles/<int:article_id>/zones")
@requires(Permission.EDIT_CORPUS)
def set_zone(here: Scene) -> ResponseReturnValue:
    """Make a range one kind of zone; as body it is no zone any more."""
    form = ParagraphsForm(request.form) if "first" in request.form else CharactersForm(request.form)
    if form.validate():
        with explaining(form):
            changed = zoning.set_zone(here.session, here.project, here.article, here.user, _zone(here, form))
            notify("The zones were changed." if changed else "It was like that before.")
            slug, article_id = here.project.slug, here.article.id
            return redirect(url_for("corpus.zones", slug=slug, article_id=article_id), 303)
    return _page(here, form), 422


def _zone(here: Scene, form: ZoneForm) -> Zone:
    kind = BODY if "remove" in request.form else form.kind.data
    if isinstance(form, ParagraphsForm):
        blocks = corpus.read(here.session, here.article).blocks
        return Zone(*zoning.range_of(blocks, form.first.data, form.last.data), kind)
    return Zone(form["start"].data, form["end"].data, kind)
