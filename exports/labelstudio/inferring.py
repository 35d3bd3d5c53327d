"""The labeling config that results must have been made with, where a file comes without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotations.frozen import FrozenMapping
from exports.labelstudio.model import REGION_TAGS, TYPES, Config, Control, Option, TextTag
from exports.labelstudio.quotes import same_words, words_of_html
from exports.labelstudio.validator import is_relation, offsets

TAGS = {type_: tag for tag, type_ in TYPES.items()}


@dataclass
class _Seen:
    """What the results of one control had."""

    tag: str
    to_name: str
    on_regions: bool = False
    most: int = 1
    paths: dict[tuple[str, ...], None] = field(default_factory=dict)
    highest: float = 5


def inferred(tasks: Iterable[Mapping[str, Any]]) -> Config:
    """Return a config in which every label and choice that was used can be used."""
    seen: dict[str, _Seen] = {}
    columns: dict[str, dict[tuple[str, bool], int]] = defaultdict(lambda: defaultdict(int))
    relations: set[str] = set()
    for task in tasks:
        for result in _results(task):
            if is_relation(result):
                labels = result.get("labels")
                relations.update(str(one) for one in labels) if isinstance(labels, list) else None
                continue
            _see(result, seen)
            _look_for(result, task.get("data"), columns)
    texts = {name: _text(name, columns[name]) for one in seen.values() for name in [one.to_name]}
    controls = {name: _control(name, one) for name, one in seen.items()}
    return Config(FrozenMapping(texts), FrozenMapping(controls), frozenset(relations))


def _results(task: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for annotation in task.get("annotations") or []:
        results = annotation.get("result") if isinstance(annotation, dict) else None
        yield from (one for one in results or [] if isinstance(one, dict))


def _see(result: Mapping[str, Any], seen: dict[str, _Seen]) -> None:
    name, target, value = result.get("from_name"), result.get("to_name"), result.get("value")
    tag = TAGS.get(str(result.get("type")))
    if not (isinstance(name, str) and isinstance(target, str) and isinstance(value, dict) and tag):
        return
    one = seen.setdefault(name, _Seen(tag, target))
    one.on_regions |= "start" in value and tag not in REGION_TAGS
    given = value.get(TYPES[tag])
    if isinstance(given, list):
        one.most = max(one.most, len(given))
        for step in given:
            path = tuple(str(part) for part in step) if isinstance(step, list) else (str(step),)
            one.paths.update({path[:length]: None for length in range(1, len(path) + 1)})
    elif tag == "Rating" and type(given) is int:
        one.highest = max(one.highest, given)


def _look_for(
    result: Mapping[str, Any], data: object, columns: dict[str, dict[tuple[str, bool], int]]
) -> None:
    """Count for each column of the task the quotes that stand in it where they should."""
    value = result.get("value")
    if not isinstance(data, dict) or not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return
    where = offsets(value)
    if isinstance(where, str):
        return
    html = "globalOffsets" in value
    for column, text in data.items():
        if isinstance(text, str):
            piece = (words_of_html(text) if html else text)[slice(*where)]
            columns[str(result.get("to_name"))][column, html] += bool(piece) and same_words(
                value["text"], piece
            )


def _text(name: str, hits: Mapping[tuple[str, bool], int]) -> TextTag:
    column, html = max(hits, key=lambda one: hits[one], default=("text", False))
    return TextTag(name, column, html)


def _control(name: str, seen: _Seen) -> Control:
    nested = seen.tag == "Taxonomy" or any(len(path) > 1 for path in seen.paths)
    return Control(
        seen.tag,
        name,
        seen.to_name,
        options=tuple(Option(path, path[-1]) for path in seen.paths),
        single=seen.most == 1,
        nested=nested,
        per_region=seen.on_regions,
        high=seen.highest if seen.tag == "Rating" else None,
    )
