"""Results as a program writes them, turned into operations on an annotation."""

from collections.abc import Mapping, Sequence
from typing import Any

from annotations.codebook import Codebook
from annotations.operations import Operation
from annotations.wellformed import UID
from app.services import masks
from app.services.annotation_state import Work
from app.services.refused import Refused
from exports.formats.marked import Losses
from exports.formats.naming import typed
from exports.labelstudio.from_codebook import Instrument, instrument
from exports.labelstudio.model import REGION_TAGS, TEXT
from exports.labelstudio.results import heard
from exports.labelstudio.validator import Fault, faults, is_relation, offsets


class WrongResults(Refused):
    """Results of an annotation that cannot be kept; nothing of it was."""

    def __init__(self, found: Sequence[Fault]) -> None:
        super().__init__(f"Nothing was kept: {len(found)} of the results cannot be taken.")
        self.faults = tuple(found)


def operations_of(work: Work, results: Sequence[Any]) -> list[Operation]:
    """Return the operations by which an empty annotation says what the results say.

    Raises:
        WrongResults: names each result that cannot be taken, with the reason.
    """
    text, _ = masks.shown_text(work.mask, work.text, work.sha256)
    return operations_on(text, work.codebook, results)


def operations_on(text: str, book: Codebook, results: Sequence[Any]) -> list[Operation]:
    """Return the operations by which an empty annotation of a text says what the results say.

    Raises:
        WrongResults: names each result that cannot be taken, with the reason.
    """
    made_of = instrument(book, Losses())
    if wrong := [*faults(results, made_of.config, {TEXT: text}), *_relations(results)]:
        raise WrongResults(wrong)
    return _operations(results, made_of, book, text)


def _relations(results: Sequence[Any]) -> list[Fault]:
    """Refuse links between regions rather than drop them."""
    reason = "links between regions cannot be kept here"
    return [Fault(number, "", reason) for number, one in enumerate(results) if is_relation(one)]


def _operations(
    results: Sequence[Mapping[str, Any]], made_of: Instrument, book: Codebook, text: str
) -> list[Operation]:
    """Return the operations that say what the results say."""
    asked = {name: key for key, name in made_of.names.items()}
    controls = made_of.config.controls
    taken = {str(one.get("id")) for one in results}
    regions = [one for one in results if controls[one["from_name"]].tag in REGION_TAGS]
    marks = {}
    for number, region in enumerate(regions):
        key = region.get("id") or f"no id {number}"
        marks[key] = _mark(_uid(key, number, taken), asked[region["from_name"]][0], region, text)
    answers: list[Operation] = []
    for result in results:
        control = controls[result["from_name"]]
        layer, code = asked[control.name]
        value = None if control.tag in REGION_TAGS else heard(control, result["value"])
        if value is None:
            continue
        if layer:
            attribute = book.layer(layer).attribute(code)
            marks[result["id"]]["attributes"][code] = typed(attribute, value)
        else:
            given = typed(book.article_question(code), value)
            answers.append({"op": "answer", "variable": code, "value": given})
    nothing = [] if marks else [{"op": "found_none", "value": True}]
    return [*marks.values(), *answers, *nothing]


def _uid(given: str, number: int, taken: set[str]) -> str:
    """Return the id of a region as the name of a span, or a free one where it cannot be one."""
    uid = given
    while not UID.fullmatch(uid) or (uid != given and uid in taken):
        uid, number = f"result-{number}", number + 1
    taken.add(uid)
    return uid


def _mark(uid: str, layer: str, result: Mapping[str, Any], text: str) -> Operation:
    value, meta = result["value"], result.get("meta")
    lines = meta.get("text") if isinstance(meta, dict) else None
    note = "\n".join(one for one in lines if isinstance(one, str)) if isinstance(lines, list) else ""
    where = offsets(value)
    if isinstance(where, str):
        raise Refused(where)
    place = {"start": where[0], "end": where[1], "quote": text[slice(*where)]}
    said = {"layer": layer, "label": value["labels"][0], "attributes": {}, "note": note}
    return {"op": "mark", "span": uid, **said, **place}
