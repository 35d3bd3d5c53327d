"""The machine part of a research archive: what a restore needs beyond the tables that people read.

It is one file of JSON lines for each table of the program, named ``archive/<table>.jsonl``, a row a line,
and ``archive/format.json``, which says what kind of archive it is. Rows are numbered from 1 in each table,
so that nothing in them depends on the site they come from, and refer to each other by these numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from exports.errors import UnreadableBundle

FOLDER = "archive/"
FORMAT_FILE = FOLDER + "format.json"
FORMAT = 1
PEOPLE_FILE = FOLDER + "people.jsonl"
# What further files of an archive may be called, beside those of a bundle.
NAMES = re.compile(
    r"archive/(format\.json|[a-z_]{1,40}\.jsonl|(texts|sources)/A[1-9][0-9]{0,9}\.(txt|bin))"
    r"|ARCHIVE\.txt|CITATION\.cff|quotes\.csv|recompute/[a-z_]{1,40}\.(py|R)"
)

_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

Row = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """What kind of archive it is.

    ``schema`` is the newest migration of the program that wrote it. With ``names`` people have their names,
    with ``private`` it holds what only some of the team may read; with ``text_free`` quotes are cut at
    ``quote_length`` characters and the texts are elsewhere.
    """

    schema: str
    names: bool = False
    private: bool = False
    text_free: bool = False
    quote_length: int = 0

    def text(self) -> str:
        """Return it as the file that says so."""
        return json.dumps({"format": FORMAT} | asdict(self), indent=1, sort_keys=True) + "\n"


def read_kind(files: Mapping[str, bytes]) -> Kind:
    """Return what kind of archive these files are, or raise UnreadableBundle."""
    if FORMAT_FILE not in files:
        raise UnreadableBundle(f"There is no {FORMAT_FILE}: this is no research archive, perhaps a bundle.")
    try:
        stated = json.loads(files[FORMAT_FILE])
        written_as = stated.pop("format", None)
        kind = Kind(**stated)
    except (ValueError, TypeError, AttributeError) as problem:
        raise UnreadableBundle(f"{FORMAT_FILE} does not say what kind of archive this is.") from problem
    if written_as != FORMAT:
        raise UnreadableBundle("The archive has a format that this version of the program cannot read.")
    flags = (kind.names, kind.private, kind.text_free)
    numbered = type(kind.quote_length) is int and kind.quote_length >= 0
    if not isinstance(kind.schema, str) or {*map(type, flags)} != {bool} or not numbered:
        raise UnreadableBundle(f"{FORMAT_FILE} does not say what kind of archive this is.")
    return kind


def table_file(table: str) -> str:
    """Return the name of the file that holds the rows of a table."""
    return f"{FOLDER}{table}.jsonl"


def text_name(article: int, *, used: bool) -> str:
    """Return the name of the file that holds a text: with the bundle's if a round uses it."""
    return f"texts/A{article}.txt" if used else f"{FOLDER}texts/A{article}.txt"


def source_name(article: int) -> str:
    """Return the name of the file that holds the bytes that an article came from."""
    return f"{FOLDER}sources/A{article}.bin"


def lines(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield the rows as canonical JSON lines."""
    for row in rows:
        yield (_CANONICAL.encode(row) + "\n").encode()


def read_rows(files: Mapping[str, bytes], name: str) -> Iterator[tuple[str, Row]]:
    """Yield each row of a file with its place in words; a file that is missing has no rows.

    Raises:
        UnreadableBundle: a line is not what `lines` writes: anything that a program could read in two ways,
            or that a database cannot keep, is refused with it.
    """
    for number, line in enumerate(files.get(name, b"").splitlines(), 1):
        place = f"{name}, row {number}"
        try:
            row = json.loads(line)
            canonical = isinstance(row, dict) and _CANONICAL.encode(row).encode() == line
        except (ValueError, RecursionError) as problem:
            raise UnreadableBundle(f"{place}: this is no JSON object.") from problem
        if not canonical or b"\\u0000" in line:
            raise UnreadableBundle(f"{place}: this is no JSON object as an archive holds it.")
        yield place, row
