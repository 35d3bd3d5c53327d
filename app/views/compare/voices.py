"""Who speaks in the articles of an event."""

from flask import render_template

from app.permissions import Permission, Scene
from app.services import referents
from app.services.referents import OUTLETS_AT_ONCE, TARGETS_AT_ONCE, part
from app.views.compare.blueprint import EVENT, asked, bp, number
from app.views.compare.waiting import waiting
from app.views.guards import requires


@bp.get(f"{EVENT}/voices")
@requires(Permission.SEE_ANALYSIS)
def voices(here: Scene) -> str:
    """Show whose words the findings of an event are in, outlet by outlet."""
    wanted = asked(here)
    found = referents.look(here.session, here.project, wanted.choice, wanted.narrow, here.event)
    if found.tally is None:
        return waiting(here, wanted, found, "voices")
    told, outlets = found.speakers(), found.outlets
    rows = part(number("page"), TARGETS_AT_ONCE, len(told.rows))
    columns = part(number("outlets"), OUTLETS_AT_ONCE, len(outlets))
    return render_template(
        "compare/voices.html",
        event=here.event,
        asked=wanted,
        found=found,
        told=told,
        speakers=told.rows[rows.here],
        outlets=outlets[columns.here],
        rows=rows,
        columns=columns,
    )
