"""What an agreement report holds: rows of coefficients, and the facts that a reader needs to judge them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotations.agreement.costs.decomposition import Decomposition
from annotations.agreement.intervals import Plan
from annotations.agreement.result import Agreement
from annotations.reliability.data import Dropped

OVERALL, OUTLET, EVENT, WEEK, VERSION = "overall", "outlet", "event", "week", "version"
PAIR, ANNOTATOR, WITHOUT = "pair", "annotator", "without"
SCOPES = (OVERALL, OUTLET, EVENT, WEEK, VERSION, PAIR, ANNOTATOR, WITHOUT)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A variable of the codebook, or a part of the report, that has no row, and why."""

    variable: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One coefficient of one variable or label in one scope.

    ``group`` is empty overall; else it holds the outlet, event, week or codebook version, the two annotators
    of a pair, the one who is compared with the others or the one who is left out. ``variable`` is a question,
    a layer or layer.attribute; ``label`` a label of the layer, a category of a question with several
    answers, ANY_LABEL, or empty. ``question`` says what was compared: one of the QUESTIONS.
    """

    scope: str
    group: tuple[str, ...]
    variable: str
    label: str
    question: str
    agreement: Agreement

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What was left out of the coefficient, and why."""
        return self.agreement.dropped

    @property
    def subject(self) -> str:
        """What was compared, in one line."""
        return f"{self.variable} {self.label}".strip() + (f" [{self.question}]" if self.question else "")


def stamped(rows: Iterable[Row], software_version: str) -> tuple[Row, ...]:
    """Return the rows with each coefficient saying which version computed it."""
    return tuple(
        replace(row, agreement=replace(row.agreement, software_version=software_version)) for row in rows
    )


@dataclass(frozen=True, slots=True)
class Report:
    """The rows with the facts that a reader needs to judge and to repeat them.

    ``codebook_version`` is the codebook's own name for its version; ``judged_by`` lists the versions that
    the annotations were made under, where they say so: more than one means that rows pool them.
    ``decompositions`` say of each layer at which step agreement on its spans is lost.
    """

    codebook: str
    codebook_version: str
    judged_by: tuple[str, ...]
    articles: int
    annotators: tuple[str, ...]
    outlets: tuple[str, ...]
    annotations: int
    dropped: tuple[Dropped, ...]
    skipped: tuple[Skipped, ...]
    plan: Plan
    software_version: str
    rows: tuple[Row, ...]
    decompositions: tuple[Decomposition, ...] = ()

    @property
    def seed(self) -> int:
        """The seed of whatever was drawn."""
        return self.plan.seed

    @property
    def replicates(self) -> int:
        """How many replicates each interval was drawn from; 0 where none were."""
        return self.plan.replicates if self.plan.draws else 0

    @property
    def confidence(self) -> float:
        """The confidence of the intervals."""
        return self.plan.confidence

    def of_scope(self, scope: str) -> tuple[Row, ...]:
        """Return the rows of one scope."""
        return tuple(row for row in self.rows if row.scope == scope)
