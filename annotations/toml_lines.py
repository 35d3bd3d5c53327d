"""On which line of a TOML text each table and key stands; the standard parser does not tell.

The text must have been parsed before: this scanner trusts that it is TOML and looks at headers and keys
only, stepping over values that run on for several lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_PIECE = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}'''
    r"|'''.*?'{3,5}"
    r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|[^"'#\[\]{}\n]+|.""",
    re.DOTALL,
)
_HEADER = re.compile(r"\s*(\[\[?)(.*?)\]\]?\s*(?:#.*)?$", re.DOTALL)
_KEY = re.compile(r"""\s*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)\s*(\.)?""")


def toml_lines(text: str) -> dict[Path, int]:
    """Return the line of every table and key, counted from 1; the members of a list have numbers."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    current: Path = ()
    for line, statement in _statements(text):
        header = _HEADER.match(statement)
        if header:
            current = _opened(_names(header[2]), counts, listed=header[1] == "[[")
            lines.setdefault(current, line)
        else:
            lines.setdefault((*current, *_names(statement)), line)
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Return the line of the path or of the nearest thing around it that has one."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each header or assignment with its line, values that go over several lines in one piece."""
    line = first = 1
    depth = 0
    pieces: list[str] = []
    for piece in [*_PIECE.findall(text), "\n"]:
        if piece.startswith("\n") and depth == 0:
            if statement := "".join(pieces).strip():
                yield first, statement
            pieces, first = [], line + 1
        elif not piece.startswith("#"):
            pieces.append(piece)
            depth += (piece in ("[", "{")) - (piece in ("]", "}"))
        line += piece.count("\n")


def _names(words: str) -> tuple[str, ...]:
    """Return the parts of a dotted key at the beginning of the words."""
    names, place, going_on = [], 0, True
    while going_on and (part := _KEY.match(words, place)):
        names.append(part[1].strip("\"'") if part[1][0] in "\"'" else part[1])
        place, going_on = part.end(), part[2] is not None
    return tuple(names)


def _opened(names: tuple[str, ...], counts: dict[Path, int], *, listed: bool) -> Path:
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name)
        if path in counts:
            path = (*path, counts[path])
    path = (*path, *names[-1:])
    if listed:
        counts[path] = counts.get(path, -1) + 1
        path = (*path, counts[path])
    return path
