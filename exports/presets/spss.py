"""SPSS with the macro KALPHA (Hayes and Krippendorff 2007): a table for each matrix and one syntax file."""

from __future__ import annotations

from collections.abc import Iterator

from exports.presets.matrix import Left, Matrix, Part, Study, cells, numbered, table

SYNTAX = "kalpha.sps"
LEVELS = {"nominal": 1, "ordinal": 2, "interval": 3, "ratio": 4}
SCALES = {"nominal": "NOMINAL", "ordinal": "ORDINAL", "interval": "SCALE", "ratio": "SCALE"}
# SPSS counts bytes: of a label for a variable, and of one for a value.
VARIABLE_LABEL, VALUE_LABEL, TEXT = 255, 119, 32_767
REPLICATES = 10_000

_HEAD = """\
* Encoding: UTF-8.
* Run Hayes' macro KALPHA once in this session before this file. It can be had from its author, A. F. Hayes.
* Write the folder of these files into the next line, then run everything.
CD '.'.
SET UNICODE=ON DECIMAL=DOT.
"""


def spss(study: Study, left: Left) -> Iterator[Part]:
    """Yield a table for each matrix, judges j1, j2 ... in columns, and the syntax that reads them all."""
    syntax = [_HEAD]
    for number, matrix in enumerate(numbered(study.matrices, left), 1):
        judges = [f"j{place}" for place in range(1, len(matrix.data.annotators) + 1)]
        units = [_one_line(unit) for unit in matrix.data.units]
        rows = [(unit, *row) for unit, row in zip(units, cells(matrix.data, matrix.numbers), strict=True)]
        yield Part(f"{matrix.name}.csv", table(("unit", *judges), rows), (matrix,))
        syntax.append(_commands(number, matrix, judges, units))
    yield Part(SYNTAX, "\n".join(syntax).encode())


def _commands(number: int, matrix: Matrix, judges: list[str], units: list[str]) -> str:
    width = max([1, *(len(unit.encode()) for unit in units)])
    form = "F8.0" if all(isinstance(one, int) for one in matrix.numbers) else "F16.6"
    labels = "\n  /".join(
        f"{judge} {_quoted(name, VARIABLE_LABEL)}"
        for judge, name in zip(judges, matrix.data.annotators, strict=True)
    )
    values = "\n  ".join(
        f"{code} {_quoted(word, VALUE_LABEL)}"
        for code, word in zip(matrix.numbers, matrix.words, strict=True)
    )
    names, level = " ".join(judges), matrix.data.level
    read = "\n    ".join(["unit A" + str(min(width, TEXT)), *(f"{judge} {form}" for judge in judges)])
    return f"""\
* {_comment(matrix.title)} ({matrix.compared}, {level}).
GET DATA
  /TYPE=TXT
  /FILE={_quoted(matrix.name + ".csv", TEXT)}
  /ENCODING='UTF8'
  /DELIMITERS=","
  /QUALIFIER='"'
  /ARRANGEMENT=DELIMITED
  /FIRSTCASE=2
  /VARIABLES=
    {read}.
CACHE.
EXECUTE.
DATASET NAME matrix{number} WINDOW=FRONT.
VARIABLE LABELS {labels}.
{f"VALUE LABELS {names}{chr(10)}  {values}." if values else "* No value was given."}
VARIABLE LEVEL {names} ({SCALES[level]}).
KALPHA judges = {names} /level = {LEVELS[level]} /detail = 0 /boot = {REPLICATES}.
"""


def _quoted(text: str, longest: int) -> str:
    """Return the text in quotes, cut to so many bytes; SPSS would refuse a longer one."""
    kept = _one_line(text).encode()[:longest].decode("utf-8", "ignore")
    return "'" + kept.replace("'", "''") + "'"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _comment(text: str) -> str:
    """Return the text as part of a comment, which would end at a full stop before a line's end."""
    return _one_line(text).rstrip(".")
