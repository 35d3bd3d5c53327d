"""Edits of a codebook: each takes a codebook and returns another one that passes all checks.

Entries are named by their paths (see codebook_entries). What an edit would break is refused as a
CodebookError whose problems name the field, as for a codebook that is read from a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.codebook_entries import (
    ARTICLE_QUESTION,
    ATTRIBUTE,
    CATEGORIES,
    CATEGORY,
    HEAD,
    LABEL,
    LAYER,
    OUTLET_QUESTION,
    VARIABLES,
    Entry,
    Steps,
    entries,
    find,
)
from annotations.errors import CodebookError, Problem

RULES = ("include", "exclude", "definition")
# What can be added: the list of its parent in which it stands, and the unit of a variable.
_LISTS = {
    LAYER: ("layers", ""),
    LABEL: ("labels", ""),
    ATTRIBUTE: ("attributes", "span"),
    CATEGORY: ("categories", ""),
    ARTICLE_QUESTION: ("article_questions", "article"),
    OUTLET_QUESTION: ("outlet_questions", "outlet"),
}


def change(codebook: Codebook, path: str, fields: Mapping[str, Any]) -> Codebook:
    """Return the codebook with other values in fields of an entry; its code can never be another."""
    if "code" in fields:
        raise _refused("code", "stays as it is: judgements carry it")
    entry = find(codebook, path)
    return _edited(codebook, entry.steps, lambda thing: replace(thing, **fields))


def rename(codebook: Codebook, path: str, name: str) -> Codebook:
    """Return the codebook with an entry under another name; its code stays."""
    return change(codebook, path, {"title" if path == HEAD else "name": name})


def add(codebook: Codebook, parent: str, kind: str, fields: Mapping[str, Any]) -> Codebook:
    """Return the codebook with a new entry of a kind at the end of its list."""
    above = find(codebook, parent)
    field, unit = _LISTS[kind]
    if not hasattr(above.thing, field):
        raise _refused("code", f"a {kind} cannot belong to the {above.kind} {above.name!r}")
    made = _made(kind, unit, fields)
    return _edited(
        codebook, above.steps, lambda thing: replace(thing, **{field: (*getattr(thing, field), made)})
    )


def move(codebook: Codebook, path: str, by: int) -> Codebook:
    """Return the codebook with an entry so many places further down its list, or up if negative."""
    entry = _inner(codebook, path)
    field, place = entry.place
    target = place + by

    def moved(thing: Any) -> Any:
        members = list(getattr(thing, field))
        if not 0 <= target < len(members):
            raise _refused("place", "it stands at the end of its list already")
        members.insert(target, members.pop(place))
        return replace(thing, **{field: tuple(members)})

    return _edited(codebook, entry.steps[:-1], moved)


def retire(codebook: Codebook, path: str) -> Codebook:
    """Return the codebook with a label or category that new judgements cannot use."""
    _category(codebook, path)
    return change(codebook, path, {"retired": True})


def restore(codebook: Codebook, path: str) -> Codebook:
    """Return the codebook with a retired label or category in use again; nothing takes its place any more."""
    _category(codebook, path)
    return change(codebook, path, {"retired": False, "becomes": ()})


def leave_out(codebook: Codebook, path: str) -> Codebook:
    """Return the codebook without an entry; versions before keep it, with what was judged by it."""
    entry = _inner(codebook, path)
    field, place = entry.place

    def without(thing: Any) -> Any:
        members = getattr(thing, field)
        return replace(thing, **{field: members[:place] + members[place + 1 :]})

    return _edited(codebook, entry.steps[:-1], without)


def bring_back(codebook: Codebook, source: Codebook, path: str) -> Codebook:
    """Return the codebook with an entry as another version has it, at the end of its list."""
    entry = _inner(source, path)
    if any(one.path == path for one in entries(codebook)):
        raise _refused("code", "is in the codebook already")
    field = entry.place[0]
    above = find(codebook, entry.parent)
    return _edited(
        codebook, above.steps, lambda thing: replace(thing, **{field: (*getattr(thing, field), entry.thing)})
    )


def add_example(codebook: Codebook, path: str, text: str) -> Codebook:
    """Return the codebook with one more example of an entry."""
    entry = find(codebook, path)
    if not hasattr(entry.thing, "examples"):
        raise _refused("examples", f"a {entry.kind} has none")
    if not text.strip():
        raise _refused("examples", "an example must not be empty")
    return change(codebook, path, {"examples": (*entry.thing.examples, text.strip())})


def add_rule(codebook: Codebook, path: str, text: str, field: str = "include") -> Codebook:
    """Return the codebook with one more sentence in the rules of an entry, on a line of its own.

    A layer has a definition alone, and the codebook a note; what is said about them goes there.
    """
    entry = find(codebook, path)
    if field not in RULES:
        raise _refused("field", f"a rule goes into one of {', '.join(RULES)}, not {field!r}")
    target = "note" if entry.kind == HEAD else "definition" if entry.kind == LAYER else field
    if not text.strip():
        raise _refused(target, "a rule must not be empty")
    before = getattr(entry.thing, target).rstrip()
    return change(codebook, path, {target: f"{before}\n{text.strip()}" if before else text.strip()})


def merge(codebook: Codebook, paths: Sequence[str], into: str) -> Codebook:
    """Return the codebook with entries retired in favour of another one of the same list."""
    target = _category(codebook, into)
    if not target.thing.offered:
        raise _refused("into", f"{target.thing.code!r} cannot be coded itself")
    if not paths:
        raise _refused("into", "nothing was named that should be merged into it")
    for path in paths:
        entry = _category(codebook, path)
        if entry.parent != target.parent or entry.path == target.path:
            raise _refused("into", f"{target.thing.code!r} is no other entry beside {entry.thing.code!r}")
        codebook = change(codebook, path, {"retired": True, "becomes": (target.thing.code,)})
    return codebook


def split(codebook: Codebook, path: str, parts: Sequence[Mapping[str, Any]]) -> Codebook:
    """Return the codebook with an entry retired in favour of new ones, which follow it in its list."""
    entry = _category(codebook, path)
    if len(parts) < 2:
        raise _refused("parts", "an entry is split into at least two")
    shared = {"parent": entry.thing.parent, "colour": entry.thing.colour, "priority": entry.thing.priority}
    made = tuple(Category(**{**shared, **part}) for part in parts)
    old = replace(entry.thing, retired=True, becomes=tuple(one.code for one in made))
    field, place = entry.place

    def parted(thing: Any) -> Any:
        members = getattr(thing, field)
        return replace(thing, **{field: (*members[:place], old, *made, *members[place + 1 :])})

    return _edited(codebook, entry.steps[:-1], parted)


def _made(kind: str, unit: str, fields: Mapping[str, Any]) -> Layer | Variable | Category:
    if kind in CATEGORIES:
        return Category(**fields)
    if kind in VARIABLES:
        return Variable(unit=unit, **fields)
    return Layer(**fields)


def _inner(codebook: Codebook, path: str) -> Entry:
    entry = find(codebook, path)
    if entry.kind == HEAD:
        raise _refused("entry", "this can be done to a part of the codebook, not to all of it")
    return entry


def _category(codebook: Codebook, path: str) -> Entry:
    entry = find(codebook, path)
    if entry.kind not in CATEGORIES:
        raise _refused("entry", f"this can be done to a label or category, not to the {entry.kind}")
    return entry


def _refused(field: str, message: str) -> CodebookError:
    problem = Problem((field,), message)
    return CodebookError([str(problem)], [problem])


def _edited(codebook: Codebook, steps: Steps, act: Callable[[Any], Any]) -> Codebook:
    edited: Codebook = _at(codebook, steps, act)
    return edited


def _at(thing: Any, steps: Steps, act: Callable[[Any], Any]) -> Any:
    """Return the thing with something done at the end of the steps; problems are told from its place."""
    if not steps:
        return act(thing)
    (field, place), rest = steps[0], steps[1:]
    members = list(getattr(thing, field))
    try:
        members[place] = _at(members[place], rest, act)
    except CodebookError as error:
        found = [problem.under(field, place) for problem in error.problems]
        raise CodebookError([str(problem) for problem in found], found) from None
    return replace(thing, **{field: tuple(members)})
