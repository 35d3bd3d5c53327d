"""Articles: the list, one to read, what is known of it, where it came from."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from annotations.copies import repeated_sentences
from app.forms.corpus import ArticleForm, BulkForm
from app.permissions import Permission, Scene
from app.services import corpus, events, outlets
from app.services.drafts import TRANSLATION
from app.views.corpus.blueprint import bp
from app.views.corpus.listed_articles import list_page
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.listed import listing
from app.views.notices import notify


@bp.get("/projects/<slug>/articles")
@requires(Permission.SEE_CORPUS)
def articles(here: Scene) -> ResponseReturnValue:
    """List the articles of the project."""
    return list_page(here, BulkForm())


@bp.get("/projects/<slug>/articles/<int:article_id>")
@requires(Permission.SEE_CORPUS)
def article(here: Scene) -> ResponseReturnValue:
    """Show an article with its zones and what is known of it."""
    return render_template(
        "corpus/article.html",
        article=here.article,
        reading=(reading := corpus.read(here.session, here.article, listing().page)),
        repeated=repeated_sentences(reading.text),
        use=corpus.use(here.session, here.article),
    )


def _article_form(here: Scene) -> ArticleForm:
    known = {name: getattr(here.article, name) for name in corpus.PLAIN_FACTS}
    known["translation"] = {True: "yes", False: "no"}.get(here.article.is_translation, "")
    known["outlet"] = here.article.outlet.name if here.article.outlet else ""
    known["events"] = [event.name for event in here.article.events]
    names = [name for _, name in events.choices(here.session, here.project)]
    # Without a form that was sent, an empty one would count as "no event chosen".
    return ArticleForm(request.form or None, data=known, event_names=names)


def _edit_page(here: Scene, form: ArticleForm) -> str:
    names = [name for _, name in outlets.choices(here.session, here.project)]
    return render_template("corpus/edit.html", article=here.article, form=form, outlet_names=names)


@bp.get("/projects/<slug>/articles/<int:article_id>/edit")
@requires(Permission.EDIT_CORPUS)
def edit_article(here: Scene) -> ResponseReturnValue:
    """Show what is known of an article, to be corrected."""
    return _edit_page(here, _article_form(here))


@bp.post("/projects/<slug>/articles/<int:article_id>/edit")
@requires(Permission.EDIT_CORPUS)
def correct_article(here: Scene) -> ResponseReturnValue:
    """Correct what is known of an article."""
    form = _article_form(here)
    if form.validate():
        with explaining(form):
            facts = {name: form[name].data for name in corpus.PLAIN_FACTS}
            facts["is_translation"] = TRANSLATION.get(form.translation.data)
            outlet, events_chosen = form.outlet.data, form.all_events
            changed = corpus.correct(
                here.session,
                here.project,
                here.article,
                here.user,
                facts,
                outlet=outlet,
                event_names=events_chosen,
            )
            notify(
                "The article was changed." if changed else "Nothing was different, so nothing was changed."
            )
            slug, article_id = here.project.slug, here.article.id
            return redirect(url_for("corpus.article", slug=slug, article_id=article_id), 303)
    return _edit_page(here, form), 422


@bp.get("/projects/<slug>/articles/<int:article_id>/source")
@requires(Permission.SEE_CORPUS)
def source(here: Scene) -> ResponseReturnValue:
    """Send the bytes the article came from, never to be shown by the browser."""
    response = Response(corpus.source(here.session, here.article), mimetype="application/octet-stream")
    plain, own = corpus.download_names(here.article)
    response.headers.set("Content-Disposition", "attachment", filename=plain)
    response.headers["Content-Disposition"] += f"; filename*=UTF-8''{own}"
    return response
