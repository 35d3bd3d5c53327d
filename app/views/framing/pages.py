"""Framing to read: all outlets, and the profile of one."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from annotations.framing import ALL, CONFIDENCE, FEWEST_ARTICLES, FEWEST_CLUSTERS, MONTH, VOICE
from annotations.framing import OUTLET as BY_OUTLET
from app.permissions import Permission, Scene
from app.services import compared, framing, framing_pictures, framing_tables, outlets
from app.services.framing import Asked, Framing
from app.services.framing_tables import UNITS, Names
from app.services.refused import Refused
from app.views.framing.asked import OUTLET, PAGE, address, asked, bp, correction
from app.views.framing.jobs import told
from app.views.guards import requires

MOST_CONTRASTS = 60


@bp.get(PAGE)
@requires(Permission.SEE_ANALYSIS)
def page(here: Scene) -> ResponseReturnValue:
    """Show how often each outlet uses each label, and where outlets differ on the same events."""
    found, refusal = _look(here)
    shared = _shared(found, refusal)
    if found.observed is None:
        return render_template("framing/waiting.html", **shared), 422 if refusal else 200
    outlets = framing_tables.outlets_of(found)
    contrasts = framing_tables.contrasts_of(found, outlets, correction())
    tested = sorted(
        (one for one in contrasts if one.adjusted is not None), key=lambda one: one.difference.p or 0
    )
    body = render_template(
        "framing/page.html",
        **shared,
        outlets=outlets,
        pictured=framing_pictures.shown(found),
        ids=_ids(here),
        lines=framing_tables.lines_by(found, BY_OUTLET),
        every=framing_tables.lines_by(found, ALL),
        stances=[
            one for one in framing_tables.stances_of(found, outlets) if one.target == found.asked.target
        ],
        contrasts=tested[:MOST_CONTRASTS],
        number_of=len(contrasts),
        compared=len(tested),
    )
    return body, 422 if refusal else 200


@bp.get(OUTLET)
@requires(Permission.SEE_ANALYSIS)
def outlet(here: Scene) -> ResponseReturnValue:
    """Show the profile of one outlet: its labels, voices, stances and months, against the others."""
    found, refusal = _look(here)
    shared = _shared(found, refusal) | {"outlet": here.outlet}
    name = here.outlet.name
    if found.observed is None or name not in framing_tables.outlets_of(found):
        return render_template("framing/waiting.html", **shared), 422 if refusal else 200
    months = framing_tables.lines_by(found, MONTH, name)
    body = render_template(
        "framing/outlet.html",
        **shared | {"basis": framing_tables.counted_in(found, name)},
        lines=[one for one in framing_tables.lines_by(found, BY_OUTLET) if one.group == name],
        voices=framing_tables.lines_by(found, VOICE, name),
        months=months,
        known_month=any(one.ratio.value is not None for one in months),
        stances=framing_tables.stances_of(found, (name,)),
        contrasts=framing_tables.contrasts_of(found, (name,), correction()),
    )
    return body, 422 if refusal else 200


def _look(here: Scene) -> tuple[Framing, str]:
    """Return what there is to show; where what is asked for cannot be, the usual and why."""
    wanted = asked()
    try:
        return framing.look(here.session, here.project, wanted), ""
    except Refused as refusal:
        usual = Asked(wanted.rounds, wanted.source)
        return framing.look(here.session, here.project, usual), str(refusal)


def _shared(found: Framing, refusal: str) -> dict[str, Any]:
    codebook = found.choice.codebook
    return {
        "found": found,
        "refusal": refusal,
        "choice": found.choice,
        "address": address(found),
        "correction": correction(),
        "options": compared.options(codebook) if codebook else {},
        "layers": [(one.code, one.name) for one in codebook.layers] if codebook else [],
        "names": Names(found.layer) if found.layer else None,
        "per": UNITS[found.asked.unit],
        "units": UNITS,
        "basis": framing_tables.counted_in(found) if found.observed else "",
        "confidence": CONFIDENCE,
        "fewest": (FEWEST_ARTICLES, FEWEST_CLUSTERS),
        "job": told(found.job) if found.job else None,
    }


def _ids(here: Scene) -> dict[str, int]:
    return {name: key for key, name in outlets.choices(here.session, here.project)}
