"""The blueprint of the comparison pages, and what the address of each of them asks for."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request

from annotations.codebook import Codebook
from annotations.compared.tallies import TARGET, VOICE
from app.permissions import Scene
from app.services import compared
from app.services.compared import Choice, Narrow
from app.services.scenes import LARGEST_ID

bp = Blueprint("compare", __name__)
EVENT = "/projects/<slug>/events/<int:event_id>"
ALL = "/projects/<slug>/same-referent"
MANY = 1_000_000


@dataclass(frozen=True)
class Asked:
    """Which rounds, whose word and which findings a page is asked for."""

    choice: Choice
    narrow: Narrow

    @property
    def base(self) -> dict[str, Any]:
        """What links to other pages carry on: rounds, source and zones."""
        told = {"round": self.choice.ids, "source": self.choice.source, "zone": self.narrow.zone}
        return {name: value for name, value in told.items() if value}

    @property
    def params(self) -> dict[str, Any]:
        """What links to the same page carry on: the filters as well."""
        narrow = {"label": self.narrow.label, VOICE: self.narrow.voice, TARGET: self.narrow.target}
        return self.base | {name: value for name, value in narrow.items() if value}

    @property
    def codebook(self) -> Codebook | None:
        """The codebook of the chosen rounds."""
        return self.choice.codebook

    @property
    def options(self) -> dict[str, list[tuple[str, str]]]:
        """What findings can be narrowed to."""
        return compared.options(self.codebook) if self.codebook else {}

    def called(self, code: str, value: str) -> str:
        """Return what people call a value of an attribute."""
        return compared.called(self.codebook, code, value) if self.codebook else value

    def label(self, layer: str, label: str) -> str:
        """Return what people call a label."""
        return compared.label_called(self.codebook, layer, label) if self.codebook else label

    def has(self, code: str) -> bool:
        """Say whether the codebook asks for an attribute."""
        return self.codebook is not None and compared.attribute(self.codebook, code) is not None


def asked(here: Scene) -> Asked:
    """Return what the address asks for; nonsense counts as not given."""
    rounds = [one for one in request.args.getlist("round", type=int) if 0 < one <= LARGEST_ID]
    choice = compared.choose(here.session, here.project, rounds, request.args.get("source", ""))
    words = {name: request.args.get(name, "")[:200] for name in ("label", VOICE, TARGET, "zone")}
    return Asked(choice, Narrow(**words))


def number(name: str) -> int:
    """Return a page that the address asks for."""
    return min(request.args.get(name, 1, type=int), MANY)
