"""The comparison card of an event, to be printed."""

from flask import render_template

from app.permissions import Permission, Scene
from app.services import cards, referents
from app.views.compare.blueprint import EVENT, asked, bp
from app.views.compare.waiting import waiting
from app.views.guards import requires


@bp.get(f"{EVENT}/card")
@requires(Permission.SEE_ANALYSIS)
def card(here: Scene) -> str:
    """Show on one page what outlets said of whom, backed by marks and agreement."""
    wanted = asked(here)
    found = referents.look(here.session, here.project, wanted.choice, wanted.narrow, here.event)
    if found.tally is None:
        return waiting(here, wanted, found, "card")
    made = cards.card(here.session, wanted.choice, found, found.tally)
    wordings = (
        wording for one in made.statements for outlet in one.found for wording in one.wordings(outlet)
    )
    return render_template(
        "compare/card.html",
        event=here.event,
        asked=wanted,
        found=found,
        card=made,
        places=referents.places_of(here.session, here.project, here.event, wordings),
    )
