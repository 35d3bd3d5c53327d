"""A term list as a CSV table: a row for each term. What is told beside it is not read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotations.codebook import Codebook
from annotations.terms import MAX_TERMS, InvalidTerm, Term, split_forms, unusable
from exports.csv_safe import shield, unshield

READ = ("term", "forms", "layer", "label", "exact", "note")
NEEDED = ("term", "label")
TOLD = ("places", "articles", "judged", "means_it", "unclear", "share", "low", "high", "state")
_FLAGS = {"": False, "no": False, "false": False, "0": False, "yes": True, "true": True, "1": True}
_MOST_TOLD = 8


class BadTable(InvalidTerm):
    """A table that is no term list, with every reason."""

    def __init__(self, problems: Sequence[str]) -> None:
        more = len(problems) - _MOST_TOLD
        told = [*problems[:_MOST_TOLD], *([f"and {more:,} more"] if more > 0 else [])]
        super().__init__(f"Nothing was taken. {'; '.join(told)}.")
        self.problems = tuple(problems)


def read_terms(text: str, book: Codebook) -> list[Term]:
    """Return the terms of a table.

    Raises:
        BadTable: names each line and the reason.
    """
    header, rows = _rows(text)
    unknown = [name for name in header if name not in READ + TOLD]
    missing = [name for name in NEEDED if name not in header]
    if unknown or missing or len(set(header)) < len(header):
        raise BadTable([f"line 1: the columns are {', '.join(READ)}; {', '.join(NEEDED)} are needed"])
    terms, problems = [], []
    for line, cells in rows:
        if len(cells) != len(header):
            problems.append(f"line {line}: {len(cells)} cells under {len(header)} columns")
            continue
        try:
            terms.append(_term(dict(zip(header, map(_plain, cells), strict=True)), book))
        except InvalidTerm as reason:
            problems.append(f"line {line}: {reason}".rstrip("."))
    if problems:
        raise BadTable(problems)
    return terms


def _rows(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
            if len(rows) > MAX_TERMS + 1:
                raise BadTable([f"a list has at most {MAX_TERMS:,} terms"])
    except csv.Error as fault:
        raise BadTable([f"line {line}: this is not a CSV table: {fault}"]) from None
    if not rows:
        raise BadTable(["line 1: the table is empty"])
    return [name.strip() for name in rows[0][1]], rows[1:]


def _plain(cell: str) -> str:
    """Return a cell as it was before it was shielded from spreadsheets, if it was."""
    bare = unshield(cell)
    return (bare if shield(bare) == cell else cell).strip()


def _term(cells: Mapping[str, str], book: Codebook) -> Term:
    exact = _FLAGS.get(cells.get("exact", "").casefold())
    if exact is None:
        raise InvalidTerm(f"exact is yes or no, not {cells['exact'][:40]!r}")
    words = split_forms(f"{cells['term']}\n{cells.get('forms', '')}")
    return Term(words, *label_of(book, cells.get("layer", ""), cells["label"]), cells.get("note", ""), exact)


def label_of(book: Codebook, layer: str, label: str) -> tuple[str, str]:
    """Return layer and label by code or name; the layer may be left out where only one has the label.

    Raises:
        InvalidTerm: there is no such label, or several.
    """
    found = [
        (one.code, category.code)
        for one in book.layers
        if layer in ("", one.code, one.name)
        for category in one.labels
        if label in (category.code, category.name)
    ]
    if len(found) != 1:
        why = f"is in {len(found)} layers; name the layer" if found else "is not in the codebook"
        raise InvalidTerm(f"the label {label[:80]!r} {why}")
    if fault := unusable(Term(("xx",), *found[0]), book):
        raise InvalidTerm(fault)
    return found[0]


def write_terms(terms: Iterable[tuple[Term, Mapping[str, Any]]]) -> str:
    """Return the table of terms, each with what is told about it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*READ, *TOLD])
    for term, told in terms:
        forms, exact = "|".join(term.words[1:]), "yes" if term.exact else "no"
        row = [term.name, forms, term.layer, term.label, exact, term.note]
        writer.writerow([shield(cell) for cell in row] + [told.get(name, "") for name in TOLD])
    return out.getvalue()
