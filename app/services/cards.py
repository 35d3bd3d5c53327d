"""The comparison card of an event: what outlets said of whom, each statement with its marks and agreement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotations.agreement.report import OVERALL
from annotations.agreement.result import Agreement
from annotations.categories import Category
from annotations.codebook import Codebook
from annotations.compared import Cell, Tally, Wording
from annotations.compared.referents import wordings
from annotations.compared.tallies import TARGET
from app.services import measure
from app.services.codings import standing
from app.services.compared import Choice, attribute
from app.services.referents import Compared

STATEMENTS, WORDINGS = 8, 3  # what fits a page that is printed
ALPHA, CHARACTERS = "Krippendorff's alpha", "characters"


@dataclass(frozen=True)
class Statement:
    """One label about one target: in which outlets it was found, and in which coded ones it was not."""

    target: str
    layer: str
    label: str
    found: Mapping[str, Sequence[Cell]]
    silent: tuple[str, ...]
    agreement: Agreement | None

    @property
    def count(self) -> int:
        """How many findings back it."""
        return sum(map(self.in_outlet, self.found))

    @property
    def annotators(self) -> int:
        """How many annotators made at least one of them."""
        people = 0
        for each in self.found.values():
            for one in each:
                people |= one.people
        return people.bit_count()

    def in_outlet(self, outlet: str) -> int:
        """Return how many findings of an outlet back it."""
        return sum(one.count for one in self.found[outlet])

    def wordings(self, outlet: str) -> tuple[Wording, ...]:
        """Return the most frequent wordings of an outlet."""
        return wordings(self.found[outlet], WORDINGS).shown


@dataclass(frozen=True)
class Card:
    """The most frequent statements, how many there are in all, and what the codebook says of their terms."""

    statements: tuple[Statement, ...]
    total: int
    labels: tuple[Category, ...]
    targets: tuple[Category, ...]
    coders: int  # who submitted anything about these articles
    coded: int  # articles that somebody submitted
    articles: int
    uncoded: tuple[str, ...]  # outlets of whose articles nobody submitted any
    is_measured: bool


def card(session: Session, choice: Choice, compared: Compared, tally: Tally) -> Card:
    """Return the card of what was compared."""
    coded = {outlet for outlet, number in tally.outlets.items() if number}
    agreements, is_measured = _agreements(session, choice)
    found: defaultdict[tuple[str, str, str], defaultdict[str, list[Cell]]]
    found = defaultdict(lambda: defaultdict(list))
    for one in compared.cells:
        found[one.kind.target, one.kind.layer, one.kind.label][one.kind.outlet].append(one)
    every = [
        Statement(*key, dict(sorted(by.items())), tuple(sorted(coded - set(by))), agreements.get(key[1:]))
        for key, by in found.items()
    ]
    every.sort(key=lambda one: (-one.count, one.target, one.layer, one.label))
    shown = tuple(every[:STATEMENTS])
    return Card(
        statements=shown,
        total=len(every),
        labels=_labels(choice.codebook, shown) if choice.codebook else (),
        targets=_targets(choice.codebook, shown) if choice.codebook else (),
        coders=tally.coders,
        coded=sum(tally.outlets.values()),
        articles=tally.articles,
        uncoded=tuple(sorted(tally.outlets.keys() - coded)),
        is_measured=is_measured,
    )


def _agreements(session: Session, choice: Choice) -> tuple[Mapping[tuple[str, str], Agreement], bool]:
    """Return alpha on the characters of each label in the chosen round; several rounds have no common one."""
    if len(choice.rounds) != 1:
        return {}, False
    (round_,) = choice.rounds
    report = measure.look(session, round_, standing(session, round_)).report
    if report is None:
        return {}, False
    rows = (row for row in report.of_scope(OVERALL) if row.question == CHARACTERS)
    return {
        (row.variable, row.label): row.agreement for row in rows if row.agreement.coefficient == ALPHA
    }, True


def _labels(codebook: Codebook, statements: Sequence[Statement]) -> tuple[Category, ...]:
    used = {(one.layer, one.label) for one in statements}
    return tuple(
        label for layer in codebook.layers for label in layer.labels if (layer.code, label.code) in used
    )


def _targets(codebook: Codebook, statements: Sequence[Statement]) -> tuple[Category, ...]:
    used, variable = {one.target for one in statements}, attribute(codebook, TARGET)
    return tuple(one for one in variable.categories if one.code in used) if variable else ()
