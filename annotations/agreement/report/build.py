"""The agreement report of a study: everything that its codebook asks, in every scope that is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from annotations.agreement.intervals import Plan
from annotations.agreement.report.against import against_others
from annotations.agreement.report.answers import ANSWERS, CHARACTERS, PRESENCE, answer_data, unmeasured
from annotations.agreement.report.choice import chosen_titles
from annotations.agreement.report.gammas import GAMMA, gamma_tasks, without_gamma
from annotations.agreement.report.reported import (
    ANNOTATOR,
    OUTLET,
    OVERALL,
    PAIR,
    SCOPES,
    Report,
    Row,
    stamped,
)
from annotations.agreement.report.scopes import Scope, scopes
from annotations.agreement.report.spans import (
    SPANS,
    WORDS,
    decompositions,
    span_tasks,
    wordless,
    words_of,
)
from annotations.agreement.report.tasks import Measuring, Task, rows_of
from annotations.agreement.report.unitized import SUPERSEDED, UNITIZING, unitizing_tasks
from annotations.agreement.spans.layers import LayerSpans, all_layer_spans
from annotations.codebook import Codebook
from annotations.reliability import Coding, CodingTable, tabulate
from annotations.reliability.spans import unknown_labels

# Called with how many tasks are done, how many there are, and what is next; it may raise to stop the work.
Progress = Callable[[int, int, str], None]
Work = Callable[[Task], tuple[Row, ...]]
# Like the built-in map: gives the results in order, for example from a pool of processes.
Mapped = Callable[[Work, Sequence[Task]], Iterable[tuple[Row, ...]]]
USUAL_PARTS = (ANSWERS, PRESENCE, CHARACTERS, WORDS, SPANS, UNITIZING, GAMMA)
PARTS = (*USUAL_PARTS, SUPERSEDED)
USUAL_SCOPES = (OVERALL, OUTLET, PAIR)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report shall hold: how intervals are found, and the coefficients, scopes and parts.

    ``coefficients`` are words of their titles, besides the usual ones; ``scopes`` some of SCOPES; ``parts``
    some of PARTS.
    """

    plan: Plan = field(default_factory=Plan)
    coefficients: tuple[str, ...] = ()
    scopes: tuple[str, ...] = USUAL_SCOPES
    parts: tuple[str, ...] = USUAL_PARTS

    def __post_init__(self) -> None:
        for name, known in [*((one, SCOPES) for one in self.scopes), *((one, PARTS) for one in self.parts)]:
            if name not in known:
                raise ValueError(f"{name!r} is not one of {', '.join(known)}.")


def agreement_report(
    codings: Sequence[Coding],
    codebook: Codebook,
    wanted: Wanted | None = None,
    *,
    software_version: str = "",
    progress: Progress | None = None,
    run: Mapped = map,
) -> Report:
    """Measure what is wanted of everything the codebook asks about articles and spans.

    ``run`` does the tasks like the built-in map; ``progress`` may stop them by raising.

    Raises:
        UnknownCoefficient: a wanted name means no coefficient.
    """
    wanted = wanted or Wanted()
    table = tabulate(codings)
    layers = all_layer_spans(table, codebook) if SPANS in wanted.parts else ()
    submitted = table.submitted
    return Report(
        codebook=codebook.title,
        codebook_version=codebook.version,
        judged_by=table.codebook_versions,
        articles=len({coding.article for coding in submitted}),
        annotators=tuple(sorted({coding.annotator for coding in submitted})),
        outlets=tuple(sorted({coding.outlet for coding in submitted if coding.outlet is not None})),
        annotations=len(submitted),
        dropped=(*table.dropped, *unknown_labels(table, codebook)),
        skipped=(
            *unmeasured(codebook),
            *wordless(table, wanted.parts),
            *(without_gamma(table, codebook) if GAMMA in wanted.parts else ()),
        ),
        plan=wanted.plan,
        software_version=software_version,
        rows=stamped(_rows(table, codebook, layers, wanted, progress, run), software_version),
        decompositions=tuple(decompositions(layers, wanted.plan)),
    )


def _rows(
    table: CodingTable,
    codebook: Codebook,
    layers: tuple[LayerSpans, ...],
    wanted: Wanted,
    progress: Progress | None,
    run: Mapped,
) -> tuple[Row, ...]:
    pairs = (PAIR,) if ANNOTATOR in wanted.scopes else ()
    places = tuple(scopes(table, (*wanted.scopes, *pairs)))
    tasks = list(_tasks(table, codebook, layers, wanted, places))
    rows = [row for done in _done(tasks, progress, run) for row in done]
    if ANNOTATOR in wanted.scopes:
        rows += against_others(rows)
    # Sorting keeps the order of the variables within each scope.
    rows.sort(key=lambda row: (SCOPES.index(row.scope), row.group))
    return tuple(row for row in rows if row.scope in wanted.scopes)


def _tasks(
    table: CodingTable,
    codebook: Codebook,
    layers: tuple[LayerSpans, ...],
    wanted: Wanted,
    places: tuple[Scope, ...],
) -> Iterator[Task]:
    parts, plan = wanted.parts, wanted.plan
    for question, data in (*answer_data(table, codebook, parts), *words_of(table, codebook, parts)):
        titles = chosen_titles(data.level, len(data.annotators), wanted.coefficients)
        yield Measuring(places, question, data, titles, plan)
    yield from span_tasks(layers, places, wanted.coefficients, plan)
    yield from unitizing_tasks(table, codebook, places, plan, parts)
    if GAMMA in parts:
        yield from gamma_tasks(table, codebook, places, plan)


def _done(tasks: Sequence[Task], progress: Progress | None, run: Mapped) -> Iterator[tuple[Row, ...]]:
    """Yield the rows of every task, telling before each what it is."""
    tell = progress or _silent
    results = iter(run(rows_of, tasks))
    for number, task in enumerate(tasks):
        tell(number, len(tasks), task.what)
        yield next(results)
    tell(len(tasks), len(tasks), "")


def _silent(done: int, of: int, what: str) -> None:
    """Tell nobody."""
