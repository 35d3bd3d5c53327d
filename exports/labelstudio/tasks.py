"""One task of Label Studio: whose annotations are taken, and what each of their results says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from annotations.frozen import FrozenMapping
from exports.formats.gathered import Gathered, Growing
from exports.formats.incoming import Unreadable, name_of, value_of, words_of
from exports.formats.marked import FoundSpan, Trouble, Value
from exports.labelstudio import beside
from exports.labelstudio.model import REGION_TAGS, TEXT, Config, Control, TextTag
from exports.labelstudio.plain_names import plain_names
from exports.labelstudio.quotes import words_of_html
from exports.labelstudio.results import heard
from exports.labelstudio.validator import faults, is_relation, offsets, shown_id

# Columns of a task that name its article, the most telling first.
NAMES = ("name", "article_id", "doc_id", "article", "filename", "file", "id")


class Taken(NamedTuple):
    """Where a task comes from, and where what it says goes."""

    file: str
    place: str
    config: Config
    gathered: Gathered
    beside: Mapping[str, Any] = FrozenMapping()  # what the task says that an article does not


class Names:
    """How the articles of a file are called: tasks of one name that hold other texts have their numbers."""

    def __init__(self) -> None:
        self._held: dict[str, Mapping[str, Any]] = {}

    def of(self, task: Mapping[str, Any]) -> str:
        """Return the name of the article of a task."""
        data = task["data"]
        given = next((data[key] for key in NAMES if isinstance(data.get(key), str | int) and data[key]), None)
        name = name_of(given if given is not None else task.get("id"), "The id of the task")
        if self._held.setdefault(name, data) == data or task.get("id") is None:
            return name
        return f"{name} (task {name_of(task['id'], 'The id of the task')})"


def take_task(taken: Taken, task: Mapping[str, Any], named: Names) -> None:
    """Take the newest annotation of each annotator that was not skipped."""
    losses = taken.gathered.losses
    for key, what in (("predictions", "suggestions of programs"), ("drafts", "drafts")):
        if isinstance(task.get(key), list) and task[key]:
            losses.add(what, taken.place, len(task[key]))
    for name in taken.config.controls:
        words_of(name, "The name of a control")
    article = named.of(task)
    of_task = beside.of_task(task, taken.config, losses, taken.place) if task.get("annotations") else {}
    texts = _texts(task["data"], taken.config)
    newest: dict[str | None, Mapping[str, Any]] = {}
    for annotation in task.get("annotations") or []:
        if annotation.get("was_cancelled"):
            losses.add("annotations that were skipped", taken.place)
            continue
        who = annotator_of(annotation)
        if who in newest:
            losses.add("earlier annotations of the same annotator", f"{taken.place}, {who}")
        newest[who] = max(newest.get(who, annotation), annotation, key=_age)
    for who, annotation in newest.items():
        place = (
            f"{taken.place}, annotation {annotation['id']}"
            if type(annotation.get("id")) is int
            else taken.place
        )
        here = taken._replace(place=place, beside=of_task)
        taken.gathered.attempt(taken.file, place, _take_annotation, here, annotation, article, who, texts)


def annotator_of(annotation: Mapping[str, Any]) -> str | None:
    """Return whose annotation it is: an address, a name, or the number of an account elsewhere."""
    by = annotation.get("completed_by")
    if isinstance(by, dict):
        by = by.get("email") or by.get("id")
    given = by if by not in (None, "") else annotation.get("created_username")
    return name_of(given, "completed_by") if given not in (None, "") else None


def _texts(data: Mapping[str, Any], config: Config) -> dict[str, str]:
    return {text.name: _text(data, text) for text in config.texts.values() if text.key in data}


def _text(data: Mapping[str, Any], tag: TextTag) -> str:
    text = words_of(data[tag.key], f"Its {tag.key}")
    return words_of_html(text) if tag.html else text


def _age(annotation: Mapping[str, Any]) -> tuple[str, int]:
    at, given = annotation.get("updated_at") or annotation.get("created_at"), annotation.get("id")
    return (at if isinstance(at, str) else "", given if type(given) is int else 0)


def _take_annotation(
    taken: Taken, annotation: Mapping[str, Any], article: str, who: str | None, texts: Mapping[str, str]
) -> None:
    main = _main_text(taken.config)
    reading = Growing(taken.file, article, who, texts.get(main))
    results = [one for one in annotation["result"] if not beside.is_foreign(one, taken.config)]
    refused = {}
    for fault in faults(results, taken.config, texts):
        refused[fault.place] = fault
        at = f"{taken.place}, result {fault.id or fault.place + 1}"
        taken.gathered.troubles.append(
            Trouble(taken.file, at, f"{fault.reason[:1].upper()}{fault.reason[1:]}.")
        )
    said = _Said(taken, texts, main)
    for number, result in enumerate(results):
        if number not in refused:
            said.hear(result)
    reading.spans, reading.answers = said.spans(), said.answers
    note = annotation.get("note") or ""
    reading.note = words_of(note, "note")
    reading.nothing_found = annotation.get("nothing_found", not annotation["result"]) is True
    foreign = [one for one in annotation["result"] if beside.is_foreign(one, taken.config)]
    if foreign:
        taken.gathered.losses.add(beside.FOREIGN, taken.place, len(foreign))
    _keep_beside(taken, annotation, reading, said, [*said.links, *foreign])
    taken.gathered.add(reading)


def _keep_beside(
    taken: Taken, annotation: Mapping[str, Any], reading: Growing, said: _Said, others: list[Any]
) -> None:
    """Keep what has no place here, all of the annotation or nothing."""
    losses, place = taken.gathered.losses, taken.place
    kept = {
        "task": taken.beside,
        "annotation": beside.of_annotation(annotation, losses, place),
        "answers": said.beside,
        "others": others,
    }
    whole = {"all": kept, "spans": [one.beside for one in reading.spans]}
    if beside.storable(whole, losses, place):
        reading.beside = {key: one for key, one in kept.items() if one}
    else:
        reading.spans = [replace(one, beside={}) for one in reading.spans]


def _main_text(config: Config) -> str:
    regions = config.regions()
    return regions[0].to_name if regions else next(iter(config.texts), TEXT)


class _Said:
    """What the sound results of one annotation say."""

    def __init__(self, taken: Taken, texts: Mapping[str, str], main: str) -> None:
        self.taken, self.texts, self.main = taken, texts, main
        self.answers: dict[str, Value] = {}
        self._names = plain_names(taken.config)
        self._regions: list[Mapping[str, Any]] = []
        self._values: dict[str, dict[str, Value]] = defaultdict(dict)
        self.links: list[Mapping[str, Any]] = []
        self.beside: dict[str, Any] = {}  # of each answer
        self._beside: dict[str, dict[str, Any]] = defaultdict(dict)  # of each region: of each of its values

    def hear(self, result: Mapping[str, Any]) -> None:
        """Take one result."""
        losses, place = self.taken.gathered.losses, self.taken.place
        if is_relation(result):
            losses.add(beside.LINKS, place)
            self.links.append(result)
            return
        control = self.taken.config.controls[result["from_name"]]
        if control.tag in REGION_TAGS:
            self._hear_region(result, control)
            return
        value = heard(control, result["value"])
        if value is None:
            return
        into = self._values[result["id"]] if control.per_region else self.answers
        name = self._names[control.name]
        into[name] = value_of(value, control.name)
        kept = beside.of_result(result, control, losses, place)
        if control.per_region:
            self._beside[result["id"]][name] = {key: kept[key] for key in kept if key != "id"}
        else:
            self.beside[name] = kept

    def _hear_region(self, result: Mapping[str, Any], control: Control) -> None:
        if control.to_name == self.main:
            self._regions.append(result)
        else:
            self.taken.gathered.losses.add("spans of a second text", self.taken.place)

    def spans(self) -> list[FoundSpan]:
        """Return a span for each label of each region."""
        return [span for region in self._regions for span in self._of_region(region)]

    def _of_region(self, region: Mapping[str, Any]) -> list[FoundSpan]:
        value, control = region["value"], self.taken.config.controls[region["from_name"]]
        where = offsets(value)
        if isinstance(where, str):
            raise Unreadable(where)
        uid = region.get("id")
        kept = beside.of_result(region, control, self.taken.gathered.losses, self.taken.place)
        if uid is not None and (values := {key: one for key, one in self._beside[uid].items() if one}):
            kept["values"] = values
        return [
            FoundSpan(
                f"{self.taken.place}, result {shown_id(region) or f'at {where[0]}'}",
                words_of(control.codes[label,], "A label"),
                *where,
                self.texts[self.main][slice(*where)],
                self._names[control.name],
                self._values.get(uid, {}) if uid is not None else {},
                _note(region),
                kept,
            )
            for label in value[control.type]
        ]


def _note(region: Mapping[str, Any]) -> str:
    meta = region.get("meta")
    lines = meta.get("text") if isinstance(meta, dict) else None
    words = [lines] if isinstance(lines, str) else lines if isinstance(lines, list) else []
    return "\n".join(words_of(one, "The note of a region") for one in words)
