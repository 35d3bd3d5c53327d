"""Near copies: groups of them, and what one outlet changed in the text of another."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import copies_shown, jobs, near_copies
from app.site import site
from app.views.agreement.jobs import told
from app.views.corpus.blueprint import bp
from app.views.guards import requires
from app.views.listed import listing, narrowing_id


@bp.get("/projects/<slug>/copies")
@requires(Permission.SEE_CORPUS)
def copies(here: Scene) -> str:
    """Show the groups of near copies, or how far finding them is."""
    found = near_copies.look(here.session, here.project)
    page = copies_shown.page_of(here.session, found.groups or [], listing().page)
    job = told(found.job) if found.job else None
    return render_template("corpus/copies.html", found=found, page=page, job=job)


@bp.post("/projects/<slug>/copies")
@requires(Permission.EDIT_CORPUS, writes_itself=True)
def find_copies(here: Scene) -> ResponseReturnValue:
    """Have the near copies of a large corpus looked for, unless that is under way already."""
    wanted = near_copies.order(here.session, here.project)
    with site().database.writing() as session:
        job_id = jobs.ask(session, wanted, here.user).id
    # After the commit: a worker must find what it is sent for.
    site().jobs.start(job_id)
    return redirect(url_for("corpus.copies", slug=here.project.slug), 303)


@bp.get("/projects/<slug>/articles/<int:article_id>/changes")
@requires(Permission.SEE_CORPUS)
def changes(here: Scene) -> str:
    """Show what another article has that this one has not, word by word."""
    other_id = narrowing_id("other")
    compared = (
        copies_shown.compare(here.session, here.project, here.article, other_id)
        if other_id is not None
        else None
    )
    return render_template(
        "corpus/changes.html",
        article=here.article,
        compared=compared,
        mates=copies_shown.mates(here.session, here.project, here.article),
    )
