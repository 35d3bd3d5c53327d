"""Having the wordings of many articles counted beside the site."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.permissions import Permission, Scene
from app.services import jobs, referents
from app.services.referents import Compared
from app.site import site
from app.views.agreement.jobs import told
from app.views.compare.blueprint import ALL, EVENT, Asked, asked, bp
from app.views.guards import requires

# The pages that are made of the counts, and what their headings say.
PAGES = {"words": "Same referent, different word", "voices": "Who speaks", "card": "Comparison card"}


def waiting(here: Scene, wanted: Asked, found: Compared, page: str) -> str:
    """Return the page that says how far the counting is, or lets it begin."""
    return render_template(
        "compare/waiting.html",
        event=here.event,
        asked=wanted,
        found=found,
        page=page,
        title=PAGES[page],
        job=told(found.job) if found.job else None,
    )


@bp.post(f"{EVENT}/words/jobs")
@requires(Permission.COUNT_FRAMING, writes_itself=True)
def count(here: Scene) -> ResponseReturnValue:
    """Have the wordings of an event counted, unless that is done or under way already."""
    page = request.form.get("page", "")
    return _begun(here, f"compare.{page if page in PAGES else 'words'}", event_id=here.event.id)


@bp.post(f"{ALL}/jobs")
@requires(Permission.COUNT_FRAMING, writes_itself=True)
def count_all(here: Scene) -> ResponseReturnValue:
    """Have the wordings of all events counted, unless that is done or under way already."""
    return _begun(here, "compare.all_words")


def _begun(here: Scene, endpoint: str, **ids: Any) -> ResponseReturnValue:
    wanted = asked(here)
    event = here.event if ids else None
    found = referents.look(here.session, here.project, wanted.choice, wanted.narrow, event)
    if found.tally is None:
        order = referents.order(found, here.project)
        with site().database.writing() as session:
            job_id = jobs.ask(session, order, here.user).id
        # After the commit: a worker must find what it is sent for.
        site().jobs.start(job_id)
    return redirect(url_for(endpoint, slug=here.project.slug, **ids, **wanted.params), 303)
