"""What a page about framing was asked for, and what there is to show."""

from typing import Any

from flask import Blueprint, abort, request

from annotations.framing import BENJAMINI_HOCHBERG, CORRECTIONS, WORDS
from app.permissions import Scene
from app.services import framing
from app.services.compared import EVERYBODY
from app.services.framing import Asked, Framing

bp = Blueprint("framing", __name__)
PAGE = "/projects/<slug>/framing"
OUTLET = "/projects/<slug>/outlets/<int:outlet_id>/framing"
# The parts of the address that say what is asked for, beside the rounds.
PARTS = ("source", "layer", "unit", "voice", "target", "zone", "terms", "copies")


def asked() -> Asked:
    """Return what the address asks for."""
    given = {name: request.args[name] for name in PARTS if request.args.get(name)}
    rounds = tuple(sorted(set(request.args.getlist("round", type=int))))
    return Asked(rounds, **{"source": EVERYBODY, "unit": WORDS} | given)


def correction() -> str:
    """Return how p shall be corrected."""
    wanted = request.args.get("correction", BENJAMINI_HOCHBERG)
    return wanted if wanted in CORRECTIONS else BENJAMINI_HOCHBERG


def seen(here: Scene) -> Framing:
    """Return the framing that a file or picture is made of; there is none before it is counted."""
    found = framing.look(here.session, here.project, asked())
    if found.observed is None:
        abort(404)
    return found


def address(found: Framing) -> dict[str, Any]:
    """Return what leads to the same view of the same rounds."""
    told = {name: value for name in PARTS if (value := getattr(found.asked, name))}
    return told | {"round": found.choice.ids, "correction": correction()}
