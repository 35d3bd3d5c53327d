"""Every label by several coefficients side by side: for a forest plot, its table and its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotations.agreement import Agreement, Report, Row
from annotations.agreement.report import OVERALL
from annotations.codebook import Codebook
from annotations.reliability import ANY_LABEL
from app.services import pictured
from app.services.naming import subject_name
from app.services.study import Subject

OF_ANY = ", any label"  # how a variant says that labels were not looked at
ALPHA, F1 = "Krippendorff's alpha", "span F1"


@dataclass(frozen=True)
class Way:
    """One coefficient of the spans with a label: how it is called, and which rows of a report hold it."""

    code: str
    name: str
    question: str
    coefficient: str
    variant: str = ""

    def is_of(self, row: Row) -> bool:
        """Say whether a row of a report holds this coefficient."""
        found = row.agreement
        return (
            row.question == self.question
            and found.coefficient == self.coefficient
            and self.variant in ("", found.variant.removesuffix(OF_ANY))
        )


WAYS = (
    Way("present", "Alpha: in the article or not", "present in the article", ALPHA),
    Way("characters", "Alpha: same characters", "characters", ALPHA),
    Way("words", "Alpha: same words", "words", ALPHA),
    Way("exact", "F1: same borders", "spans found", F1, "exact"),
    Way("near", "F1: borders 1 word apart", "spans found", F1, "one-to-one, 1 word tolerance"),
    Way("overlap", "F1: any overlap", "spans found", F1, "overlap"),
    Way("unitizing", "u-alpha: units and gaps", "units and gaps", "u-alpha"),
    Way("gamma", "gamma-k: aligned", "spans aligned", "gamma-k"),
)
USUAL = ("present", "characters", "near", "gamma")


@dataclass(frozen=True)
class Line:
    """One label with its coefficients, in the order of the ways; None where a way was not measured."""

    subject: Subject
    name: str
    found: tuple[Agreement | None, ...]


@dataclass(frozen=True)
class Forest:
    """Labels by coefficients, and the rows of the report that they are."""

    ways: tuple[Way, ...]
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]

    def points(self) -> list[dict[str, Any]]:
        """Return what the picture draws: a point for each label and coefficient that was measured."""
        return [
            {"way": way.name, "name": line.name, "value": one.value, "low": one.low, "high": one.high}
            | {"told": _told(line, way, one)}
            for line in self.lines
            for way, one in zip(self.ways, line.found, strict=True)
            if one is not None
        ]


def forest(report: Report, codebook: Codebook, asked: Sequence[str] = ()) -> Forest:
    """Return the labels of all layers by the coefficients that are asked for, or the usual ones."""
    wanted = [way for way in WAYS if way.code in asked] or [way for way in WAYS if way.code in USUAL]
    rows = [row for row in report.of_scope(OVERALL) if row.label and row.question != "chosen"]
    found = {(way, row.variable, row.label): row for way, row in _measured(wanted, rows)}
    ways = tuple(way for way in wanted if any(one == way for one, *_ in found))
    labels = dict.fromkeys((variable, label) for _, variable, label in found)
    # Any label is no label of its own, so it stands behind those of its layer.
    order = sorted(labels, key=lambda pair: (_place(codebook, pair[0]), pair[1] == ANY_LABEL))
    return Forest(ways, tuple(_lines(codebook, ways, order, found)), tuple(found.values()))


def _measured(wanted: Sequence[Way], rows: Sequence[Row]) -> Iterator[tuple[Way, Row]]:
    for row in rows:
        yield from ((way, row) for way in wanted if way.is_of(row))


def _place(codebook: Codebook, layer: str) -> int:
    codes = [one.code for one in codebook.layers]
    return codes.index(layer) if layer in codes else len(codes)


def _lines(
    codebook: Codebook,
    ways: Sequence[Way],
    order: Sequence[tuple[str, str]],
    found: Mapping[tuple[Way, str, str], Row],
) -> Iterator[Line]:
    for variable, label in order:
        rows = [found.get((way, variable, label)) for way in ways]
        name = subject_name(codebook, Subject("", variable, label))
        # The page of the label at the same place is the one that has most to say about it.
        subject = Subject("characters", variable, label)
        yield Line(subject, name, tuple(row.agreement if row else None for row in rows))


def only(report: Report, found: Forest) -> Report:
    """Return the report with the rows of the plot alone, for its files."""
    return replace(report, rows=found.rows)


def _told(line: Line, way: Way, one: Agreement) -> str:
    return pictured.told((line.name, way.name), one.value, one.low, one.high, reason=one.reason)
