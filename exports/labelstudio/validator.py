"""What the results of an annotation must satisfy before anything is made of them.

Label Studio's server takes any result, and the validator of its own library lets most broken ones pass
while it refuses two that its editor writes. So every rule is here once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from exports.labelstudio.model import REGION_TAGS, Config, Control
from exports.labelstudio.quotes import same_words
from exports.labelstudio.values import value_fault

MAX_ID = 200
DIRECTIONS = ("right", "left", "bi")


class Fault(NamedTuple):
    """One result that is refused: its place in the list (from 0), its id if it has one, and the reason."""

    place: int
    id: str
    reason: str


def faults(results: Sequence[Any], config: Config, texts: Mapping[str, str]) -> list[Fault]:
    """Return why results of an annotation are refused; ``texts`` are the texts by the names of their tags."""
    checked = _Checked(config, texts)
    found = []
    for index, result in enumerate(results):
        reason = checked.fault(result)
        if reason:
            found.append(Fault(index, shown_id(result), reason))
    refused = {fault.place for fault in found}
    regions = checked.regions
    for index, result in enumerate(results):
        if index not in refused and (reason := _leads_astray(result, config, regions)):
            found.append(Fault(index, shown_id(result), reason))
    return sorted(found)


def is_relation(result: Any) -> bool:
    """Say whether a result links two regions."""
    return isinstance(result, dict) and result.get("type") == "relation"


class _Checked:
    """The results seen so far: which id is taken by which control, and where each region lies."""

    def __init__(self, config: Config, texts: Mapping[str, str]) -> None:
        self.config, self.texts = config, texts
        self.regions: dict[str, tuple[str, int, int]] = {}  # id -> control, start, end
        self.taken: set[tuple[str, str]] = set()
        self.whole: set[str] = set()  # ids of results that speak of the whole text

    def fault(self, result: Any) -> str | None:
        """Return why the result is refused by itself or after those before it."""
        if not isinstance(result, dict):
            return "it is no JSON object"
        if is_relation(result):
            return None  # once all regions are known
        control = self.config.controls.get(str(result.get("from_name")))
        if reason := self._header_fault(result, control):
            return reason
        assert control is not None  # noqa: S101 - the header was checked
        if reason := self._id_fault(result, control):
            return reason
        if control.tag in REGION_TAGS:
            return self._region_fault(result, control)
        return value_fault(control, result["value"])

    def _header_fault(self, result: Mapping[str, Any], control: Control | None) -> str | None:
        if control is None:
            return f"the labeling config has no control {str(result.get('from_name'))[:80]!r}"
        target = control.name if control.tag == "Pairwise" else control.to_name
        if result.get("to_name") != target:
            return f"“{control.name}” belongs to {target!r}, not to {str(result.get('to_name'))[:80]!r}"
        if result.get("type") != control.type:
            return f"a result of “{control.name}” is of the type {control.type!r}"
        return None if isinstance(result.get("value"), dict) else "its value is no JSON object"

    def _id_fault(self, result: Mapping[str, Any], control: Control) -> str | None:
        given = result.get("id")
        if given is None:
            return None
        if not isinstance(given, str) or not 0 < len(given) <= MAX_ID:
            return f"its id must be text of 1 to {MAX_ID} characters"
        on_region = control.tag in REGION_TAGS or control.per_region
        if (
            (given, control.name) in self.taken
            or (given in self.whole)
            or (not on_region and self._used(given))
        ):
            return "its id is taken by another result"
        self.taken.add((given, control.name))
        if not on_region:
            self.whole.add(given)
        return None

    def _used(self, given: str) -> bool:
        return any(one == given for one, _ in self.taken)

    def _region_fault(self, result: Mapping[str, Any], control: Control) -> str | None:
        text = self.texts.get(control.to_name)
        if text is None:
            return f"the task has no text for {control.to_name!r}"
        value = result["value"]
        where = offsets(value)
        if isinstance(where, str):
            return where
        start, end = where
        if end > len(text):
            return f"it ends at {end}, beyond the text, which has {len(text)} characters"
        quote = value.get("text")
        if quote is not None and (not isinstance(quote, str) or not same_words(quote, text[start:end])):
            stands = text[start:end][:60]
            return f"its quote {str(quote)[:60]!r} is not what stands at {start} to {end}: {stands!r}"
        if reason := value_fault(control, value):
            return reason
        given = result.get("id")
        if given is not None and given in self.regions:
            return "its id is taken by another region"
        if given is not None:
            self.regions[given] = (control.name, start, end)
        return None


def offsets(value: Mapping[str, Any]) -> tuple[int, int] | str:
    """Return where a region starts and ends, or why it lies nowhere."""
    place = value.get("globalOffsets", value)
    if not isinstance(place, dict):
        return "its globalOffsets are no JSON object"
    start, end = place.get("start"), place.get("end")
    if type(start) is not int or type(end) is not int:
        return f"its offsets must be whole numbers, not {str(start)[:20]!r} and {str(end)[:20]!r}"
    if start < 0:
        return f"it starts at {start}, before the text"
    if start >= end:
        return f"it starts at {start} and ends at {end}, so it marks nothing"
    return start, end


def _leads_astray(
    result: Mapping[str, Any], config: Config, regions: Mapping[str, tuple[str, int, int]]
) -> str | None:
    """Return why a result that leads to regions does not find them."""
    if is_relation(result):
        return next(_relation_faults(result, config, regions), None)
    control = config.controls[result["from_name"]]
    if not control.per_region:
        return None
    region = regions.get(str(result.get("id", "")))
    if region is None:
        return f"“{control.name}” is said of a region, but no region has its id"
    if control.region_of and control.region_of in config.controls and region[0] != control.region_of:
        return f"“{control.name}” is asked of regions of “{control.region_of}” only"
    where = offsets(result["value"])
    if where != region[1:]:
        return "its offsets are not those of its region"
    return None


def _relation_faults(
    result: Mapping[str, Any], config: Config, regions: Mapping[str, tuple[str, int, int]]
) -> Iterator[str]:
    for end in ("from_id", "to_id"):
        if str(result.get(end)) not in regions:
            yield f"it links {str(result.get(end))[:80]!r}, which is no region"
    if result.get("direction", "right") not in DIRECTIONS:
        yield f"its direction must be one of {', '.join(DIRECTIONS)}"
    labels = result.get("labels", [])
    if not isinstance(labels, list):
        yield "its labels are no list"
        return
    unknown = [str(label)[:80] for label in labels if str(label) not in config.relations]
    if unknown:
        yield f"{unknown[0]!r} is no relation of the labeling config"


def shown_id(result: Any) -> str:
    """Return the id of a result as it can be shown, or nothing if it has none."""
    given = result.get("id", "") if isinstance(result, dict) else ""
    if not isinstance(given, str):
        return ""
    return given[:MAX_ID] if given.isprintable() else repr(given[:MAX_ID])
