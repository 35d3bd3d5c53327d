"""What a comparison is made of: rounds of one codebook version, whose word counts, and what is looked at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, joinedload

from annotations.codebook import Codebook
from annotations.compared import Cell, Kind, Located
from annotations.compared.tallies import TARGET, VOICE
from annotations.variables import Variable
from annotations.zones import CODED, ZONE_KINDS
from app.models import RECODES, RECODES_UNSEEN, Project, Round, RoundTie
from app.services import frozen
from app.services.naming import category_named

EVERYBODY, ADJUDICATED = "annotators", "adjudicated"
SOURCES = (EVERYBODY, ADJUDICATED)
ANY_ZONE = "any"


@dataclass(frozen=True)
class Choice:
    """The rounds that may be compared, newest first, and those that are, with their codebook."""

    offered: Sequence[Round]
    rounds: Sequence[Round]
    source: str
    codebook: Codebook | None
    left_out: Sequence[Round]  # asked for, but of another codebook version

    @property
    def ids(self) -> list[int]:
        """The ids of the chosen rounds."""
        return [one.id for one in self.rounds]

    @property
    def version(self) -> str:
        """How exports name the codebook version of the chosen rounds."""
        return f"v{self.rounds[0].codebook.number}" if self.rounds else ""


def choose(session: Session, project: Project, asked: Sequence[int], source: str) -> Choice:
    """Return the rounds that were asked for and show their results; without any the newest closed one.

    Rounds that have articles coded again are not offered: they say how steady annotators are, and would
    count a person twice.
    """
    offered = session.scalars(_offered(project)).all()
    if asked:
        chosen = [one for one in offered if one.id in asked]
    else:
        chosen = ([one for one in offered if one.closed_at] or list(offered))[:1]
    same = [one for one in chosen if one.codebook_id == chosen[0].codebook_id]
    codebook = None
    if same:
        book = same[0].codebook
        codebook = frozen.codebook(session.connection(), book.id, book.sha256)
    left_out = [one for one in chosen if one not in same]
    return Choice(offered, same, source if source in SOURCES else EVERYBODY, codebook, left_out)


def _offered(project: Project) -> Select[Round]:
    again = exists().where(RoundTie.round_id == Round.id, RoundTie.kind.in_((RECODES, RECODES_UNSEEN)))
    shows_results = Round.closed_at.is_not(None) | (Round.opened_at.is_not(None) & ~Round.blind)
    return (
        select(Round)
        .options(joinedload(Round.codebook, innerjoin=True))
        .where(Round.project_id == project.id, shows_results, ~again)
        .order_by(Round.id.desc())
    )


@dataclass(frozen=True)
class Narrow:
    """Which findings are looked at; an empty word means all. Without a zone it is what is coded."""

    label: str = ""  # "layer.label"
    voice: str = ""
    target: str = ""
    zone: str = ""

    def of(self, located: Iterable[Located]) -> list[Located]:
        """Return those that fit."""
        return [one for one in located if self._fits(one.kind)]

    def cells(self, counted: Iterable[Cell]) -> list[Cell]:
        """Return the counts that fit."""
        return [one for one in counted if self._fits(one.kind)]

    def _fits(self, one: Kind) -> bool:
        return (
            (not self.label or self.label == f"{one.layer}.{one.label}")
            and (not self.voice or self.voice == one.voice)
            and (not self.target or self.target == one.target)
            and self._in_zone(one.zone)
        )

    def _in_zone(self, zone: str) -> bool:
        return zone in CODED if not self.zone else self.zone in (ANY_ZONE, zone)


def attribute(codebook: Codebook, code: str) -> Variable | None:
    """Return the attribute of this code, of the first layer that has one."""
    return next((layer.by_code[code] for layer in codebook.layers if code in layer.by_code), None)


def called(codebook: Codebook, code: str, value: str) -> str:
    """Return what people call a value of an attribute."""
    variable = attribute(codebook, code)
    return category_named(variable, value) if variable is not None else value


def label_called(codebook: Codebook, layer: str, label: str) -> str:
    """Return what people call a label."""
    return category_named(codebook.layer(layer).label_variable, label)


def options(codebook: Codebook) -> dict[str, list[tuple[str, str]]]:
    """Return what findings can be narrowed to: for each part of a filter the codes with their names."""
    labels = [
        (f"{layer.code}.{one.code}", one.name if len(codebook.layers) == 1 else f"{layer.name}: {one.name}")
        for layer in codebook.layers
        for one in layer.labels
        if one.codable
    ]
    found = {"label": labels}
    for code in (TARGET, VOICE):
        variable = attribute(codebook, code)
        found[code] = [(one.code, one.name) for one in variable.categories] if variable else []
    zones = [("", "headline, subheadings and body"), *((kind, f"{kind} only") for kind in ZONE_KINDS)]
    return found | {"zone": [*zones, (ANY_ZONE, "every zone")]}
