"""One thing that was compared, from every side: coefficients, tables, parts, influence, disagreements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.agreement import Agreement, Report, Row
from annotations.agreement.alpha import ALPHA
from annotations.agreement.costs.indices import Indices, indices
from annotations.agreement.costs.influence import Influence, influences
from annotations.agreement.costs.paradox import remarks
from annotations.agreement.costs.tables import (
    Coincidences,
    Confusion,
    Cost,
    coincidences,
    confusion,
    confusions,
)
from annotations.agreement.measure import measure
from annotations.agreement.percent import PERCENT_AGREEMENT
from annotations.agreement.report import EVENT, OUTLET, OVERALL, PAIR, VERSION, WEEK
from annotations.reliability import ReliabilityData
from app.services import pictured
from app.services.study import Subject, family

# A larger table cannot be read; the costs beside it say what matters.
MAX_CATEGORIES = 12
SHOWN_COSTS = 15
# In the order of reading: the scope in a report, what it is called, what a group of it is called.
GROUPINGS = (
    (OUTLET, "By outlet", "Outlet"),
    (EVENT, "By event", "Event"),
    (WEEK, "By week of submission", "Week"),
    (VERSION, "By codebook version", "Version"),
)
INFLUENCES = (
    ("article", "Articles"),
    ("outlet", "Outlets"),
    ("event", "Events"),
    ("annotator", "Annotators"),
    ("category", "Values"),
)


@dataclass(frozen=True)
class Group:
    """What was measured in one outlet, event, week or pair: alpha and percent agreement."""

    names: tuple[str, ...]
    alpha: Agreement | None
    percent: Agreement | None


@dataclass(frozen=True)
class Pairs:
    """The annotators, and the group of every two of them that have something in common."""

    annotators: tuple[str, ...]
    found: dict[frozenset[str], Group]

    def of(self, one: str, other: str) -> Group | None:
        """Return what two annotators have in common."""
        return self.found.get(frozenset((one, other)))

    def cells(self) -> list[dict[str, str | float | None]]:
        """Return what a heat map draws: a field for every two annotators, either way round."""
        return [
            {"one": one, "other": other, "value": self._value(one, other)}
            | {"told": pictured.told((one, other), self._value(one, other))}
            for one in self.annotators
            for other in self.annotators
            if one != other
        ]

    def _value(self, one: str, other: str) -> float | None:
        group = self.of(one, other)
        shown = (group.alpha or group.percent) if group else None
        return shown.value if shown else None


@dataclass(frozen=True, eq=False)
class Tables:
    """Which values meet, where the data are there value by value."""

    coincidences: Coincidences
    costs: tuple[Cost, ...]
    pairs: tuple[tuple[str, str], ...]
    confusion: Confusion | None

    @property
    def is_small(self) -> bool:
        """Whether the table of all values can be read."""
        return 0 < len(self.coincidences.categories) <= MAX_CATEGORIES


@dataclass(frozen=True, eq=False)
class Detail:
    """Everything about one thing that was compared."""

    subject: Subject
    family: tuple[Agreement, ...]
    remarks: tuple[str, ...]
    uses: Indices | None
    tables: Tables | None
    pairs: Pairs
    groups: tuple[tuple[str, str, tuple[Group, ...]], ...]
    influences: tuple[tuple[str, tuple[Influence, ...]], ...]

    @property
    def alpha(self) -> Agreement | None:
        """The coefficient that the summary shows."""
        return _chance_corrected(self.family)


def rows_of(report: Report, subject: Subject, scope: str) -> tuple[Row, ...]:
    """Return the rows about a subject in one scope."""
    return tuple(
        row
        for row in report.rows
        if row.scope == scope and Subject(row.question, row.variable, row.label) == subject
    )


def subjects(report: Report) -> tuple[Subject, ...]:
    """Return everything that was compared, in the order of the report."""
    found = (Subject(row.question, row.variable, row.label) for row in report.of_scope(OVERALL))
    return tuple(dict.fromkeys(found))


def detail(
    report: Report, subject: Subject, data: ReliabilityData | None, pair: tuple[str, str] | None = None
) -> Detail:
    """Return the subject from every side; without `data` only what the report has."""
    found = tuple(row.agreement for row in rows_of(report, subject, OVERALL))
    uses: Indices | None = None
    said: tuple[str, ...] = ()
    without: tuple[tuple[str, tuple[Influence, ...]], ...] = ()
    if data is not None:
        found = measure(data, family(data), plan=report.plan)
        without = tuple(_influences(data))
        uses = indices(data)
        left_out = [one.without for kind, some in without if kind == "Articles" for one in some]
        said = remarks(found, uses, leave_one_out=[value for value in left_out if value is not None])
    return Detail(
        subject=subject,
        family=found,
        remarks=said,
        uses=uses,
        tables=_tables(data, pair) if data is not None else None,
        pairs=pairs_of(report, subject),
        groups=tuple(_groups(report, subject)),
        influences=without,
    )


def pairs_of(report: Report, subject: Subject) -> Pairs:
    """Return how far every two annotators agree on a subject."""
    groups = _grouped(rows_of(report, subject, PAIR))
    people = sorted({name for group in groups for name in group.names})
    return Pairs(tuple(people), {frozenset(group.names): group for group in groups})


def _tables(data: ReliabilityData, pair: tuple[str, str] | None) -> Tables | None:
    met = coincidences(data)
    if not len(met.categories):
        return None
    known = tuple((table.one, table.other) for table in confusions(data))
    chosen = pair if pair in known else known[0] if len(known) == 1 else None
    readable = chosen is not None and len(data.categories) <= MAX_CATEGORIES
    table = confusion(data, *chosen) if chosen is not None and readable else None
    return Tables(met, met.costs()[:SHOWN_COSTS], known, table)


def _groups(report: Report, subject: Subject) -> Iterator[tuple[str, str, tuple[Group, ...]]]:
    for scope, title, kind in GROUPINGS:
        groups = _grouped(rows_of(report, subject, scope))
        if len(groups) > 1:
            yield title, kind, groups


def _grouped(rows: Sequence[Row]) -> tuple[Group, ...]:
    together: dict[tuple[str, ...], list[Agreement]] = {}
    for row in rows:
        together.setdefault(row.group, []).append(row.agreement)
    return tuple(Group(names, _chance_corrected(found), _percent(found)) for names, found in together.items())


def _influences(data: ReliabilityData) -> Iterator[tuple[str, tuple[Influence, ...]]]:
    if data.level not in ALPHA:
        return
    kinds = [kind for kind, _ in INFLUENCES]
    found = influences(data, ALPHA[data.level], kinds)
    for kind, title in INFLUENCES:
        of_kind = tuple(one for one in found if one.kind == kind)
        if len(of_kind) > 1:
            yield title, of_kind


def _percent(found: Sequence[Agreement]) -> Agreement | None:
    return next((one for one in found if one.coefficient == PERCENT_AGREEMENT.name), None)


def _chance_corrected(found: Sequence[Agreement]) -> Agreement | None:
    return next((one for one in found if one.coefficient != PERCENT_AGREEMENT.name), None)
