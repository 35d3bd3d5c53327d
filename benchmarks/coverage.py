"""How often a 95 % interval holds the true value: simulated studies, printed as a Markdown table.

Annotators judge units whose truth is known (latent classes: a unit has a true category, an annotator finds it
with some probability and else picks one of the others), so the true value of each coefficient is known, too.
Every study is drawn, measured and given its interval; all studies of a cell are computed at once.

    python -m benchmarks.coverage [studies]
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from annotations.agreement import ALPHA
from annotations.agreement.coefficient import Coefficient
from annotations.agreement.intervals import MAX_UNDEFINED
from annotations.agreement.kappas import cohen_kappa, gwet_ac
from annotations.agreement.patterns import Patterns, unique_rows
from annotations.agreement.planning.studies import NO_VARIATION, jackknife, limits
from annotations.agreement.scales import Scale, scale_of
from annotations.agreement.spans.detection import mutual_f1
from annotations.agreement.summands import Estimate, Statistic, Summands

SIZES = (30, 100, 500)
STUDIES = 10_000
SEED = 2026
# Studies whose pieces are all different are made in portions of so many.
PORTION = 200
PLAIN = Scale("", None, bent=False)


@dataclass(frozen=True)
class Design:
    """Who judges what: shares of the true categories and how often each annotator finds the truth."""

    name: str
    shares: tuple[float, ...]
    right: tuple[float, ...]
    missing: float = 0.0

    def population(self, *, ordered: bool) -> tuple[Patterns, np.ndarray]:
        """Return every pattern that can occur and its probability."""
        q = len(self.shares)
        codes = np.array(list(product(range(-1 if self.missing else 0, q), repeat=len(self.right))))
        chances = np.zeros(len(codes))
        for truth, share in enumerate(self.shares):
            each = [
                np.where(
                    code < 0, self.missing, (1 - self.missing) * np.where(code == truth, p, (1 - p) / (q - 1))
                )
                for code, p in zip(codes.T, self.right, strict=True)
            ]
            chances += share * np.prod(each, axis=0)
        if not ordered:
            codes, places = unique_rows(np.sort(codes, axis=1)[:, ::-1], q)
            chances = np.bincount(places, weights=chances)
        return Patterns(codes.astype(np.int8), tuple(range(q))), chances


@dataclass(frozen=True)
class Cell:
    """What the studies of one cell showed: coverage of both intervals, and how many had none."""

    default: float
    plain: float
    without: float


DESIGNS = (
    Design("2 annotators, 2 categories 70:30", (0.7, 0.3), (0.9, 0.85)),
    Design("2 annotators, 4 categories", (0.4, 0.3, 0.2, 0.1), (0.85, 0.85)),
    Design("3 annotators, 3 categories", (0.5, 0.3, 0.2), (0.9, 0.8, 0.75)),
    Design("3 annotators, 4 categories, high agreement", (0.25,) * 4, (0.97, 0.96, 0.95)),
    Design(
        "5 annotators, 6 categories, 30 % missing",
        (0.3, 0.2, 0.2, 0.1, 0.1, 0.1),
        (0.8, 0.75, 0.7, 0.7, 0.65),
        0.3,
    ),
    Design("3 annotators, 2 categories 93:7", (0.93, 0.07), (0.97, 0.96, 0.95)),
)


def coefficients(design: Design) -> Iterator[Coefficient]:
    """Yield the coefficients for which the design makes sense."""
    yield ALPHA["nominal"]
    if len(design.right) == 2:
        yield cohen_kappa()
    yield gwet_ac()


def cells_of(coefficient: Coefficient, design: Design, studies: int) -> tuple[float, list[Cell]]:
    """Return the true value and one cell for each size."""
    patterns, chances = design.population(ordered=coefficient.ordered)
    counted = patterns.sizes >= coefficient.at_least
    terms = coefficient.terms(patterns[counted])
    sample = Estimate(Summands.of(terms.features(patterns[counted])), terms.statistic)
    true = float(sample.weighted(chances[counted][None] * 1e12)[0])
    rng = np.random.default_rng(SEED)
    found = []
    for size in SIZES:
        weights = rng.multinomial(size, chances, size=studies)[:, counted].astype(float)
        values, errors = jackknife(sample, weights)
        errors[~_enough_variation(sample, patterns[counted], weights)] = np.nan
        found.append(_cell(values, errors, weights.sum(axis=1), true, coefficient.possible))
    return true, found


def _enough_variation(sample: Estimate, patterns: Patterns, weights: np.ndarray) -> np.ndarray:
    """Return the studies that do not hang on hardly any units, by the rule of ``Counted.doubt``."""
    pieces = weights.sum(axis=1)
    mode = (weights @ patterns.counts).argmax(axis=1)
    pure = (patterns.counts == patterns.sizes[:, None])[:, mode].T
    other = pieces - (weights * pure).sum(axis=1)
    left = 1 - other / pieces
    at_most_one = left**pieces + other * left ** (pieces - 1)
    return (at_most_one <= MAX_UNDEFINED) | ~np.isnan(sample.weighted(weights * pure))


def _cell(
    values: np.ndarray,
    errors: np.ndarray,
    pieces: np.ndarray,
    true: float,
    possible: tuple[float, float] | None,
) -> Cell:
    held = []
    for scale in (scale_of(possible), PLAIN):
        found = limits(values, errors, pieces.astype(np.int64), scale, 0.95)
        has = errors > NO_VARIATION
        held.append(float(np.mean((found.low[has] <= true) & (true <= found.high[has]))))
    return Cell(*held, without=float(np.mean(~has)))


def of_pieces(
    portions: Iterable[np.ndarray], statistic: Statistic, true: float, possible: tuple[float, float]
) -> Cell:
    """Return the cell of studies whose pieces are all different: portions of (studies, pieces, F)."""
    values, errors = [], []
    for features in portions:
        studies, pieces, width = features.shape
        totals = features.sum(axis=1)
        values.append(statistic(totals))
        spread = statistic((totals[:, None, :] - features).reshape(-1, width)).reshape(studies, pieces)
        errors.append(np.sqrt((pieces - 1) * spread.var(axis=1)))
    every = np.concatenate(values)
    return _cell(every, np.concatenate(errors), np.full(len(every), pieces), true, possible)


def span_f1_cells(studies: int, found: float, spurious: float, mean: float = 5.0) -> tuple[float, list[Cell]]:
    """Return the cells of span F1 of two annotators over articles of very different length.

    An article has a gamma-distributed expectation of true spans; each annotator finds each with probability
    ``found`` and marks some that the other does not.
    """
    true = 2 * mean * found**2 / (2 * mean * (found + spurious))
    rng = np.random.default_rng(SEED)

    def portions(size: int) -> Iterator[np.ndarray]:
        for _ in range(0, studies, PORTION):
            expected = rng.gamma(2.0, mean / 2, (PORTION, size))
            spans = rng.poisson(expected)
            both = rng.binomial(spans, found**2)
            single = rng.binomial(spans - both, 2 * found * (1 - found) / (1 - found**2))
            alone = rng.poisson(2 * spurious * expected)
            yield np.stack([2.0 * both, 2.0 * both + single + alone], axis=2)

    return true, [of_pieces(portions(size), mutual_f1, true, (0.0, 1.0)) for size in SIZES]


def clustered_cells(studies: int, *, by_article: bool) -> tuple[float, list[Cell]]:
    """Return the cells of nominal alpha where an article holds four units that resemble each other.

    An article leans to one of three categories and is easy or hard for all three annotators. The pieces are
    the articles, or wrongly the units.
    """
    patterns, _ = Design("", (0.5, 0.3, 0.2), (0.5,) * 3).population(ordered=False)
    terms = ALPHA["nominal"].terms(patterns)
    features = terms.features(patterns)
    rng = np.random.default_rng(SEED)
    many = features[_clustered_units(rng, patterns, 300_000)].sum(axis=(0, 1))
    true = float(terms.statistic(many[None])[0])

    def portions(size: int) -> Iterator[np.ndarray]:
        for _ in range(0, studies, PORTION):
            units = _clustered_units(rng, patterns, PORTION * size)
            pieces = features[units].reshape(PORTION, size, 4, -1)
            yield pieces.sum(axis=2) if by_article else pieces.reshape(PORTION, 4 * size, -1)

    return true, [of_pieces(portions(size), terms.statistic, true, (-1.0, 1.0)) for size in SIZES]


def _clustered_units(rng: np.random.Generator, patterns: Patterns, articles: int) -> np.ndarray:
    """Return the pattern of each unit (articles, 4)."""
    leans = rng.choice(3, (articles, 1), p=(0.5, 0.3, 0.2))
    truth = np.where(rng.random((articles, 4)) < 0.7, leans, rng.integers(0, 3, (articles, 4)))
    right = np.where(rng.random((articles, 1, 1)) < 0.5, 0.95, 0.6)
    others = (truth[:, :, None] + rng.integers(1, 3, (articles, 4, 3))) % 3
    codes = np.where(rng.random((articles, 4, 3)) < right, truth[:, :, None], others)
    keys = np.sort(codes, axis=2)[:, :, ::-1] @ (9, 3, 1)
    return np.searchsorted(patterns.codes @ (9, 3, 1), keys)


def rows(studies: int) -> Iterator[tuple[str, str, float, list[Cell]]]:
    """Yield coefficient, design, true value and cells."""
    for design in DESIGNS:
        for coefficient in coefficients(design):
            yield coefficient.name, design.name, *cells_of(coefficient, design, studies)
    alpha, four = "Krippendorff's alpha", "3 annotators, 4 units per article"
    yield alpha, f"{four}, over articles", *clustered_cells(studies, by_article=True)
    yield alpha, f"{four}, wrongly over units", *clustered_cells(studies, by_article=False)
    yield "span F1", "2 annotators, each finds 80 % of 5 spans", *span_f1_cells(studies, 0.8, 0.2)
    yield "span F1", "2 annotators, each finds 95 % of 5 spans", *span_f1_cells(studies, 0.95, 0.03)
    yield "span F1", "2 annotators, each finds 70 % of 1 span", *span_f1_cells(studies, 0.7, 0.3, mean=1.0)


def table(studies: int) -> str:
    """Return the Markdown table."""
    head = ["coefficient", "design", "true value", *(f"{size} units" for size in SIZES)]
    head += [f"plain, {size}" for size in SIZES] + ["no interval"]
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    for name, design, true, cells in rows(studies):
        without = ", ".join(f"{cell.without:.1%}" for cell in cells) if cells[0].without else ""
        numbers = [f"{cell.default:.1%}" for cell in cells] + [f"{cell.plain:.1%}" for cell in cells]
        lines.append(" | ".join([name, design, f"{true:.3f}", *numbers, without]))
    return "\n".join(f"| {line} |" for line in lines)


if __name__ == "__main__":
    print(table(int(sys.argv[1]) if len(sys.argv) > 1 else STUDIES))
