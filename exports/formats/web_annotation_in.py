"""W3C Web Annotation coming in: ours, and those of other programs as far as a place in a text is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from exports.formats.gathered import Gathered
from exports.formats.incoming import (
    Unreadable,
    json_of,
    name_of,
    offset_of,
    table_of,
    text_of,
    with_endings,
    words_of,
)
from exports.formats.marked import File, Found, FoundSpan, Value
from exports.formats.web_annotation import ARTICLE, LABEL, NOTHING, VALUE

MANY = "annotations with several labels, read as one span for each label"
LABELLING = ("classifying", "tagging", "identifying")


def read(files: Sequence[File]) -> Found:
    """Return the spans of JSON-LD files: annotations alone, in a list, a page or a collection."""
    gathered = Gathered()
    gathered.take(with_endings(files, ".jsonld", ".json"), lambda file: _take(file, gathered))
    return gathered.found()


def _take(file: File, gathered: Gathered) -> None:
    for number, item in enumerate(_annotations(json_of(text_of(file))), 1):
        place = f"annotation {number}"
        gathered.attempt(file.path, place, _annotation, file.path, place, item, gathered)


def _annotations(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
        return
    table = table_of(value, "The file")
    if "items" in table:
        yield from _listed(table["items"])
    elif table.get("type") == "AnnotationCollection":
        first = table.get("first")
        # A collection that names its pages by address holds nothing; they come as files of their own.
        yield from _annotations(first) if isinstance(first, dict) else ()
    elif "target" in table:
        yield table
    else:
        raise Unreadable("It holds no annotation: there is neither target nor items.")


def _annotation(file: str, place: str, item: object, gathered: Gathered) -> None:
    table = table_of(item, "An annotation")
    if table.get("id") is not None:
        gathered.once(words_of(table["id"], "id"))
    said = _Said(table)
    targets = _listed(table.get("target"))
    if len(targets) != 1:
        raise Unreadable(f"It has {len(targets)} targets; one is needed.")
    source, span = _target(targets[0])
    reading = gathered.reading(file, _article(source), _creator(table.get("creator")))
    if span is None:
        if said.labels:
            raise Unreadable("It has a label but no TextPositionSelector that says where.")
        reading.nothing_found |= said.values.pop(NOTHING, None) == "true"
        reading.answers |= said.values
        reading.note = "\n".join(filter(None, (reading.note, said.note)))
        return
    start, end, quote = span
    if not said.labels:
        raise Unreadable("It has no label: no body with the purpose classifying or tagging.")
    if len(said.labels) > 1:
        gathered.losses.add(MANY, place)
    for layer, label in said.labels:
        reading.spans.append(FoundSpan(place, label, start, end, quote, layer, said.values, said.note))


class _Said:
    """What the bodies of an annotation say."""

    def __init__(self, table: dict[str, Any]) -> None:
        self.labels: list[tuple[str | None, str]] = []
        self.values: dict[str, Value] = {}
        notes: list[str] = []
        self._notes = notes
        for body in [*_listed(table.get("body")), *_listed(table.get("bodyValue"))]:
            if isinstance(body, str):
                notes.append(words_of(body, "A body"))
            else:
                self._take(table_of(body, "A body"), table.get("motivation"))
        self.note = "\n".join(notes)

    def _take(self, body: dict[str, Any], motivation: object) -> None:
        source = body.get("source", body.get("id"))
        purpose = body.get("purpose", motivation)
        if isinstance(source, str) and source.startswith(VALUE):
            code, _, value = source.removeprefix(VALUE).partition(":")
            self._put(unquote(code), unquote(value))
        elif isinstance(source, str) and source.startswith(LABEL):
            layer, _, label = source.removeprefix(LABEL).partition(":")
            self.labels.append((unquote(layer), name_of(unquote(label), "The label")))
        elif "variable" in body:
            self._put(words_of(body["variable"], "variable"), words_of(body.get("value"), "value"))
        elif purpose in LABELLING:
            self.labels.append((None, _last_part(body.get("value", source))))
        elif body.get("value"):
            self._notes.append(words_of(body["value"], "A body"))

    def _put(self, code: str, value: str) -> None:
        before = self.values.get(code)
        if before is None:
            self.values[code] = value
        else:
            self.values[code] = [*([before] if isinstance(before, str) else before), value]  # type: ignore[misc]


def _target(target: object) -> tuple[object, tuple[int, int, str | None] | None]:
    """Return the source of a target, and start, end and quote where it has a place."""
    if isinstance(target, str):
        return target, None
    table = table_of(target, "A target")
    place: dict[str, Any] = {}
    quote: str | None = None
    for one in _listed(table.get("selector")):
        selector = table_of(one, "A selector")
        if selector.get("type") == "TextPositionSelector":
            place = selector
        elif selector.get("type") == "TextQuoteSelector":
            quote = words_of(selector.get("exact"), "exact")
    source = table.get("source", table.get("id"))
    if not place:
        if table.get("selector"):
            raise Unreadable("It has no TextPositionSelector, so its place is not known.")
        return source, None
    return source, (offset_of(place.get("start"), "start"), offset_of(place.get("end"), "end"), quote)


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _article(source: object) -> str:
    if isinstance(source, dict):
        source = source.get("id")
    name = name_of(source, "The source of the target")
    return unquote(name.removeprefix(ARTICLE)) if name.startswith(ARTICLE) else name


def _last_part(words: object) -> str:
    """Return a tag as it stands, or the last part of an address."""
    name = name_of(words, "The label")
    if "://" in name or name.startswith("urn:"):
        name = unquote(name.rstrip("/").replace("#", "/").replace(":", "/").rpartition("/")[2])
    return name_of(name, "The label")


def _creator(creator: object) -> str | None:
    """Return who made it, as the file names them."""
    if isinstance(creator, list):
        creator = creator[0] if creator else None
    if isinstance(creator, dict):
        creator = next(
            (creator[key] for key in ("nickname", "name", "email", "id") if creator.get(key)), None
        )
    return None if creator is None else name_of(creator, "The creator")
