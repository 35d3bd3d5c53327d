"""The list of articles: what the address narrows it to, and its page."""

from flask import render_template, request

from annotations.errors import InvalidMetadata
from annotations.metadata import check_date
from app.forms.corpus import BulkForm
from app.permissions import Scene
from app.services import corpus, events, finding, near_copies, outlets
from app.services.finding import Narrowing
from app.views.listed import listing, narrowing_id


def narrowing(here: Scene) -> tuple[Narrowing, bool]:
    """Return what the address narrows the list to, and whether near copies are known if it asks for them."""
    asked, known = _one_of("copies", finding.COPIES), True
    ids: list[int] = []
    if asked:
        groups = near_copies.look(here.session, here.project).groups
        known, ids = groups is not None, [article for group in groups or [] for article in group]
    return (
        Narrowing(
            search=listing().search,
            outlet_id=narrowing_id("outlet"),
            event_id=narrowing_id("event"),
            since=_date("since"),
            until=_date("until"),
            language=request.args.get("language", "")[:40].replace("\0", ""),
            state=_one_of("state", finding.STATES),
            copies=asked if known else "",
            copy_ids=ids,
        ),
        known,
    )


def _one_of(name: str, known: tuple[str, ...]) -> str:
    asked = request.args.get(name, "")
    return asked if asked in known else ""


def _date(name: str) -> str:
    """Return a date of the address; what is none counts as not given."""
    try:
        return check_date(request.args.get(name, ""))
    except InvalidMetadata:
        return ""


def list_page(here: Scene, form: BulkForm) -> str:
    """Return the page of the list, with the form that changes many articles at once."""
    by, copies_known = narrowing(here)
    return render_template(
        "corpus/articles.html",
        page=corpus.list_articles(here.session, here.project, listing(), by),
        by=by,
        copies_known=copies_known,
        outlets=outlets.choices(here.session, here.project),
        events=events.choices(here.session, here.project),
        languages=finding.languages(here.session, here.project),
        states=finding.STATES,
        form=form,
        ticked=request.form.getlist("article"),
    )
