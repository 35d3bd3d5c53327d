"""Two versions of a codebook compared: what differs, entry by entry, in the order of the newer one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from annotations.codebook import Codebook
from annotations.codebook_entries import CATEGORIES, HEAD, LAYER, VARIABLES, Entry, by_path
from annotations.variables import Variable

ADDED, LEFT_OUT, RETIRED, RESTORED = "added", "left out", "retired", "restored"
MERGED, SPLIT, RENAMED, MOVED, CHANGED = "merged", "split", "renamed", "moved", "changed"

PROSE = ("definition", "include", "exclude", "examples", "note")
_CATEGORY = (
    "definition",
    "include",
    "exclude",
    "examples",
    "hotkey",
    "colour",
    "parent",
    "priority",
    "codable",
)
_VARIABLE = (
    "kind",
    "level",
    "definition",
    "include",
    "exclude",
    "examples",
    "required",
    "required_unless",
    "not_applicable",
    "minimum",
    "maximum",
    "steps",
    "weight",
    "reversed",
    "item_of",
)
_FIELDS = {HEAD: ("language", "authors", "note"), LAYER: ("definition",)}
# Another key, colour or place on the page, another measure of agreement or another weight in a score tells
# nobody to code otherwise.
_HARMLESS = frozenset(
    {"hotkey", "colour", "parent", "level", "language", "authors", "weight", "reversed", "item_of"}
)


@dataclass(frozen=True)
class Difference:
    """One thing in which two versions differ.

    Attributes:
        entry: the path of the entry.
        name: what the newer version calls it.
        what: the kind of entry: label, category, layer ...
        kind: added, left out, retired, restored, merged, split, renamed, moved or changed.
        field: which field was changed; empty for the other kinds.
        before, after: how it was and is, as text.
        matters: whether something may be coded otherwise for it.
    """

    entry: str
    name: str
    what: str
    kind: str
    field: str = ""
    before: str = ""
    after: str = ""
    matters: bool = True

    @property
    def is_prose(self) -> bool:
        """Whether the texts are long ones, to be compared word by word."""
        return self.field in PROSE

    @property
    def words(self) -> tuple[tuple[str, str], ...]:
        """The texts word by word: pieces that are "same", "out" or "in", with their words."""
        return tuple(word_changes(self.before, self.after))


def compare(old: Codebook, new: Codebook) -> tuple[Difference, ...]:
    """Return everything in which the newer version differs, but for what it calls itself as a version."""
    return tuple(_differences(old, new))


def word_changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Return two texts as pieces of one: what is in both, what went out and what came in."""
    olds, news = _tokens(before), _tokens(after)
    for change, i, j, k, m in SequenceMatcher(None, olds, news, autojunk=False).get_opcodes():
        if change == "equal":
            yield "same", "".join(olds[i:j])
            continue
        if i < j:
            yield "out", "".join(olds[i:j])
        if k < m:
            yield "in", "".join(news[k:m])


def as_text(value: Any) -> str:
    """Return the value of a field as people read it, long lists with a line for each member."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "\n".join(value)
    if hasattr(value, "items"):
        return "\n".join(f"{number} = {label}" for number, label in value.items())
    return str(value)


def _tokens(text: str) -> list[str]:
    return re.findall(r"\s+|\w+|[^\w\s]", text)


def _differences(old: Codebook, new: Codebook) -> Iterator[Difference]:
    before, after = by_path(old), by_path(new)
    order = _moved(before, after)
    for path, entry in after.items():
        earlier = before.get(path)
        if earlier is None or earlier.kind != entry.kind:
            if entry.parent in before:
                yield _said(entry, ADDED, after=_gist(entry))
            continue
        yield from _of_entry(earlier, entry)
        if path in order:
            above = after[entry.parent].thing
            given = {"before": _place(earlier), "after": _place(entry)}
            yield _said(entry, MOVED, **given, matters=is_ordered(above))
    for path, entry in before.items():
        gone = path not in after or after[path].kind != entry.kind
        if gone and entry.parent in after:
            yield _said(entry, LEFT_OUT, before=_gist(entry))


def _of_entry(old: Entry, new: Entry) -> Iterator[Difference]:
    if old.name != new.name:
        yield _said(new, RENAMED, before=old.name, after=new.name, matters=False)
    if new.kind in CATEGORIES:
        yield from _of_state(old, new)
    for field in _fields(new.kind):
        one, other = getattr(old.thing, field), getattr(new.thing, field)
        if one != other:
            given = {"before": _text(field, one), "after": _text(field, other)}
            yield _said(new, CHANGED, field=field, **given, matters=field not in _HARMLESS)


def _of_state(old: Entry, new: Entry) -> Iterator[Difference]:
    """Tell what became of a label or category: whether it is in use, and what takes its place."""
    was, now = old.thing, new.thing
    if now.retired and (not was.retired or was.becomes != now.becomes):
        kind = SPLIT if len(now.becomes) > 1 else MERGED if now.becomes else RETIRED
        yield _said(new, kind, before=was.code, after=", ".join(now.becomes))
    elif was.retired and not now.retired:
        yield _said(new, RESTORED)


def _fields(kind: str) -> Sequence[str]:
    if kind in CATEGORIES:
        return _CATEGORY
    return _VARIABLE if kind in VARIABLES else _FIELDS[kind]


def _said(entry: Entry, kind: str, **more: Any) -> Difference:
    return Difference(entry.path, entry.name, entry.kind, kind, **more)


def _text(field: str, value: Any) -> str:
    if field == "required_unless":
        return "=".join(value or ())
    return as_text(value)


def _gist(entry: Entry) -> str:
    """Return what a new or lost entry says: its definition and what belongs to it."""
    lines = [getattr(entry.thing, "definition", "")]
    for field in ("labels", "attributes", "categories"):
        if members := getattr(entry.thing, field, ()):
            lines.append(f"{field}: {', '.join(one.name for one in members)}")
    return "\n".join(line for line in lines if line)


def _place(entry: Entry) -> str:
    return str(entry.place[1] + 1)


def _moved(before: dict[str, Entry], after: dict[str, Entry]) -> set[str]:
    """Return the fewest entries that must have been moved within their lists."""
    lists: dict[tuple[str, str], list[str]] = {}
    for path, entry in after.items():
        if path in before and before[path].kind == entry.kind and entry.kind != HEAD:
            lists.setdefault((entry.parent, entry.place[0]), []).append(path)
    found: set[str] = set()
    for paths in lists.values():
        kept = _longest_rising([before[path].place[1] for path in paths])
        found |= {path for place, path in enumerate(paths) if place not in kept}
    return found


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """Return the places of a longest rising run of numbers, which need not stand side by side."""
    runs: list[list[int]] = []
    for place, number in enumerate(numbers):
        before = [run for run in runs if numbers[run[-1]] < number]
        runs.append([*(_longest(before)), place])
    return set(_longest(runs))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    return max(runs, key=lambda run: len(run)) if runs else []


def is_ordered(thing: Any) -> bool:
    """Say whether a thing is a variable whose categories are ordered as they are listed."""
    return isinstance(thing, Variable) and thing.level == "ordinal" and bool(thing.categories)
