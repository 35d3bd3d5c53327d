"""The agreement of a round as lines of a terminal: one line for each thing that was compared."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from annotations.agreement import Agreement, Report, Row

HEAD = ("compared", "units", "percent", "alpha", "95 % interval")


def lines(report: Report, facts: Mapping[str, object]) -> Iterator[str]:
    """Yield the report: its facts, then a table for all, for each outlet and for each pair."""
    yield from _facts(report, facts)
    for (scope, group), rows in groupby(report.rows, key=lambda row: (row.scope, row.group)):
        yield ""
        yield {"overall": "All annotators and outlets"}.get(scope, f"{scope.title()}: {' and '.join(group)}")
        yield from _table(list(rows))
    if report.skipped:
        yield ""
    for skipped in report.skipped:
        yield f"Not measured: {skipped.variable}: {skipped.reason}"


def _facts(report: Report, facts: Mapping[str, object]) -> Iterator[str]:
    blind = "blind" if facts["blind"] else "not blind"
    kind = f"{facts['phase']}, {blind}"
    yield f"{facts['project']}, round {facts['round']} ({kind}), codebook {report.codebook_version}"
    numbers = f"{report.articles} articles, {len(report.annotators)} annotators"
    yield f"{numbers}, {report.annotations} submitted annotations"
    yield "Krippendorff's alpha is taken at each variable's level of measurement"
    yield f"Intervals: bootstrap over articles, {report.replicates} replicates, seed {report.seed}"
    for dropped in report.dropped:
        yield f"Not counted: {dropped.count} {dropped.reason}"


def _table(rows: Sequence[Row]) -> Iterator[str]:
    cells = [HEAD] + [_cells(list(together)) for _, together in groupby(rows, key=_subject)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    for name, *figures, note in ((*line, "") if line is HEAD else line for line in cells):
        numbers = "  ".join(figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True))
        yield f"  {name.ljust(widths[0])}  {numbers}  {note}".rstrip()


def _subject(row: Row) -> str:
    return f"{row.variable} {row.label}".strip() + f" [{row.question}]"


def _cells(rows: Sequence[Row]) -> tuple[str, ...]:
    percent = next((row.agreement for row in rows if row.agreement.coefficient == "percent agreement"), None)
    alpha = next((row.agreement for row in rows if row.agreement.coefficient != "percent agreement"), None)
    shown = alpha or rows[0].agreement
    note = shown.reason or (shown.interval.reason if shown.interval else "")
    return (_subject(rows[0]), str(shown.units), _value(percent), _value(alpha), _interval(shown), note)


def _value(agreement: Agreement | None) -> str:
    if agreement is None:
        return "-"
    return "undefined" if agreement.value is None else f"{agreement.value:.3f}"


def _interval(agreement: Agreement) -> str:
    if agreement.low is None or agreement.high is None:
        return "-"
    return f"{agreement.low:.3f} to {agreement.high:.3f}"
