"""Answer keys: listed, read, made of what was adjudicated, taken over under a newer codebook."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import annotation_state, codebooks, keys, lanes
from app.services.naming import words
from app.views.guards import requires
from app.views.listed import listing as asked
from app.views.notices import notify

bp = Blueprint("keys", __name__)
KEY = "/projects/<slug>/keys/<int:key_id>"
ROUND = "/projects/<slug>/rounds/<int:round_id>"


@bp.get("/projects/<slug>/keys")
@requires(Permission.SEE_KEYS)
def listing(here: Scene) -> ResponseReturnValue:
    """List the answer keys of the project."""
    return render_template("keys/listing.html", page=keys.listed(here.session, here.project, asked()))


@bp.get(KEY)
@requires(Permission.SEE_KEYS)
def show(here: Scene) -> ResponseReturnValue:
    """Show one key on the text of its article."""
    key, session = here.answer_key, here.session
    article, version = keys.article_and_version(session, key)
    codebook, said = codebooks.parsed(version), keys.annotation_of(key)
    lane = (lanes.lane("Key", said.spans, codebook),)
    return render_template(
        "keys/show.html",
        key=key,
        article=article,
        version=version,
        lanes_shown=lane,
        paragraphs=lanes.paragraphs(article.text, annotation_state.zones(session, article.id), lane),
        said=said,
        origin=keys.origin(session, key),
        answers=[
            (question.name, words(question, said.answers[question.code]))
            for question in codebook.article_questions
            if question.code in said.answers
        ],
        newer=keys.can_be_taken_over(session, here.project, key),
    )


@bp.post(f"{KEY}/take-over")
@requires(Permission.MAKE_KEYS)
def take_over(here: Scene) -> ResponseReturnValue:
    """Take a key over under the newest frozen version of the codebook."""
    made = keys.take_over(here.session, here.answer_key, here.user)
    notify("The key counts under the newest version of the codebook now.")
    return redirect(url_for("keys.show", slug=here.project.slug, key_id=made.id), 303)


@bp.post(f"{ROUND}/keys")
@requires(Permission.MAKE_KEYS)
def make_all(here: Scene) -> ResponseReturnValue:
    """Make keys of all fully adjudicated articles of a closed round; say what was left out and why."""
    made = keys.make_all(here.session, here.round, here.user)
    return render_template("keys/made.html", made=made, round=here.round)


@bp.post(f"{ROUND}/adjudication/articles/<int:article_id>/key")
@requires(Permission.MAKE_KEYS)
def make(here: Scene) -> ResponseReturnValue:
    """Make the key of one article of what was adjudicated."""
    made = keys.make(here.session, here.round, here.article, here.user)
    notify(f"“{here.article.called}” has a key now.")
    return redirect(url_for("keys.show", slug=here.project.slug, key_id=made.id), 303)
