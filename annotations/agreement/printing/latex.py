r"""A table for LaTeX: booktabs rules, aligned numbers, everything that could be a command escaped.

The preamble needs ``\usepackage{booktabs}`` and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from annotations.agreement.printing.figures import NOTHING, coefficient, interval_heading, limits, remark
from annotations.agreement.report import Row

_ESCAPED = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "\n": " ",
}
_TABLE = str.maketrans(_ESCAPED)
HEAD = ("Compared", "Coefficient", "Units", "Value")


def escaped(text: str) -> str:
    """Return a text as LaTeX prints it, whatever it contains."""
    return text.translate(_TABLE)


def latex_table(rows: Iterable[Row], *, caption: str = "", label: str = "") -> str:
    """Return a table of the rows, grouped by scope, with remarks as numbered notes below it."""
    rows, notes = list(rows), dict[str, int]()
    head = (*HEAD, escaped(interval_heading(row.agreement for row in rows)))
    lines = [r"\begin{table}", r"\centering"]
    if caption:
        lines.append(rf"\caption{{{escaped(caption)}}}")
    if label:
        lines.append(rf"\label{{{label}}}")
    lines += [r"\begin{tabular}{llrrr}", r"\toprule", _line(head)]
    for (scope, group), together in groupby(rows, key=lambda row: (row.scope, row.group)):
        heading = " and ".join(group) if group else "All annotators and outlets"
        lines += [r"\midrule", rf"\multicolumn{{5}}{{l}}{{{escaped(_heading(scope, heading))}}} \\"]
        lines += [_row(row, notes) for row in together]
    lines += [r"\bottomrule", r"\end{tabular}"]
    lines += [
        rf"\par\footnotesize\textsuperscript{{{number}}}~{escaped(note)}" for note, number in notes.items()
    ]
    return "\n".join([*lines, r"\end{table}", ""])


def _heading(scope: str, name: str) -> str:
    return name if scope == "overall" else f"{scope.capitalize()}: {name}"


def _row(row: Row, notes: dict[str, int]) -> str:
    found, note = row.agreement, remark(row.agreement)
    mark = rf"\textsuperscript{{{notes.setdefault(note, len(notes) + 1)}}}" if note else ""
    between = limits(found)
    cells = (row.subject, found.title, f"{found.units:,}", coefficient(found.value), between)
    plain = [escaped(cell) for cell in cells]
    plain[3] = _minus(plain[3]) + mark
    plain[4] = plain[4] if between == NOTHING else f"[{_minus(plain[4].replace(' to ', ', '))}]"
    return _line(plain)


def _minus(number: str) -> str:
    """Return the number with a minus sign in place of a hyphen."""
    return number.replace("-", "$-$")


def _line(cells: Sequence[str]) -> str:
    return " & ".join(cells) + r" \\"
