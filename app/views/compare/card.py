"""The comparison card of an event, to be printed."""

from flask import render_template

from app.permissions import Permission, Scene
from app.services import cards, referents
from app.views.compare.blueprint import EVENT, asked, bp
from app.views.guards import requires


@bp.get(f"{EVENT}/card")
@requires(Permission.SEE_ANALYSIS)
def card(here: Scene) -> str:
    """Show on one page what outlets said of whom, backed by marks and agreement."""
    wanted = asked(here)
    found = referents.compare(here.session, here.project, wanted.choice, wanted.narrow, here.event)
    return render_template(
        "compare/card.html",
        event=here.event,
        asked=wanted,
        found=found,
        card=cards.card(here.session, wanted.choice, found),
    )
