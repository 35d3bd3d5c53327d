"""Articles and rounds."""

from typing import Any

from app.api.v1 import asked, shapes
from app.api.v1.calls import call
from app.api.v1.refusals import Refusal
from app.api.v1.schema import FLAG, MOMENT, TEXT, WHOLE, Schema, maybe, one_of, page_of, several, table, told
from app.models import Round
from app.permissions import Permission, Scene
from app.services import corpus, round_board
from app.services import rounds as rounding
from app.services.paging import Listing
from app.services.round_board import Progress
from app.site import site

LINE: dict[str, Schema] = {
    "id": WHOLE,
    "name": told(TEXT, "The name of the file, or what else the import called it."),
    "title": TEXT,
    "outlet": told(maybe(TEXT), "Null where it is not known."),
    "published": told(TEXT, "As exact as known: 2025, 2025-05 or 2025-05-08; empty when unknown."),
    "length": told(WHOLE, "In code points."),
    "created_at": MOMENT,
}
ARTICLE = table(
    **LINE,
    language=TEXT,
    byline=TEXT,
    url=TEXT,
    agency=TEXT,
    is_translation=told(maybe(FLAG), "Null where it is not known."),
    events=several(TEXT),
    zones=several(shapes.ZONE),
    sha256=told(TEXT, "Of the text in UTF-8."),
    text=TEXT,
)
COUNTED = table(
    **shapes.ROUND["properties"],
    assignments=told(WHOLE, "How many are owed or submitted."),
    submitted=WHOLE,
    drafts=WHOLE,
)
STEPS = {"open": rounding.open_round, "closed": rounding.close_round, "released": rounding.release}
SORTS = [*corpus.SORTS, *(f"-{name}" for name in corpus.SORTS)]


@call(
    "GET",
    "/projects/<slug>/articles",
    Permission.SEE_CORPUS,
    query=[
        asked.PAGE,
        asked.words("search", "Words to look for."),
        asked.choice("sort", "What to sort by; with a minus sign the other way round.", SORTS),
    ],
    gives={200: page_of(table(**LINE))},
)
def articles(here: Scene, page: int, search: str, sort: str) -> dict[str, Any]:
    """List the articles."""
    found = corpus.list_articles(here.session, here.project, Listing(search, sort, page))
    return shapes.paged(found, [_line(row, row.outlet) for row in found.rows])


@call("GET", "/projects/<slug>/articles/<int:article_id>", Permission.SEE_CORPUS, gives={200: ARTICLE})
def article(here: Scene) -> dict[str, Any]:
    """Return an article with its text and its zones."""
    row, zones = here.article, corpus.zone_rows(here.session, here.article)
    return _line(row, row.outlet.name if row.outlet else None) | {
        "language": row.language,
        "byline": row.byline,
        "url": row.url,
        "agency": row.agency,
        "is_translation": row.is_translation,
        "events": [event.name for event in row.events],
        "zones": [{"start": zone.start, "end": zone.stop, "kind": zone.kind} for zone in zones],
        "sha256": row.sha256,
        "text": row.text,
    }


def _line(row: Any, outlet: str | None) -> dict[str, Any]:
    told_ = {"id": row.id, "name": row.name, "title": row.title, "outlet": outlet}
    more = {"published": row.published, "length": row.length, "created_at": shapes.moment(row.created_at)}
    return told_ | more


@call("GET", "/projects/<slug>/rounds", Permission.SEE_ROUNDS, gives={200: several(COUNTED)})
def rounds(here: Scene) -> list[dict[str, Any]]:
    """List the rounds with how far they are, the newest first."""
    return [counted(line) for line in round_board.rounds(here.session, here.project)]


@call("GET", "/projects/<slug>/rounds/<int:round_id>", Permission.SEE_ROUNDS, gives={200: COUNTED})
def one_round(here: Scene) -> dict[str, Any]:
    """Return a round with how far it is."""
    lines = round_board.rounds(here.session, here.project)
    return next(counted(line) for line in lines if line.of.id == here.round.id)


@call(
    "POST",
    "/projects/<slug>/rounds/<int:round_id>/state",
    Permission.RUN_ROUNDS,
    body=table(state=one_of(*STEPS)),
    gives={200: COUNTED},
    refuses=[409, 422],
)
def move_round(here: Scene, body: dict[str, Any]) -> dict[str, Any]:
    """Open a planned round, close an open one, or release the results of a closed one to its annotators.

    A round never goes back to an earlier state.
    """
    step = STEPS.get(body["state"]) if body.keys() == {"state"} and isinstance(body["state"], str) else None
    if step is None:
        raise Refusal(422, "invalid", f"Send the key state with one of {', '.join(STEPS)}.")
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        moved = session.get_one(Round, here.round.id)
        step(session, moved, here.user)
        lines = round_board.rounds(session, moved.project)
        return next(counted(line) for line in lines if line.of.id == moved.id)


def counted(line: Progress) -> dict[str, Any]:
    """Return a round with how far it is."""
    counts = {"assignments": line.total, "submitted": line.done, "drafts": line.drafts}
    return shapes.round_(line.of) | counts
