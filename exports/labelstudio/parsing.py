"""Reading a labeling config: what is not understood is refused by name, never passed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from annotations.frozen import FrozenMapping
from exports.labelstudio.headings import headings
from exports.labelstudio.model import OBJECTS, TREE_TAGS, TYPES, BadConfig, Config, Control, Option, TextTag
from exports.safe_xml import BadXml, read_xml

MAX_SIZE = 4_000_000
PARTS = ("Label", "Choice", "Relation", "Relations")
LAYOUT = ("View", "Header", "Style", "Collapse", "Panel", "Typography")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_CONDITIONS = ("visibleWhen", "whenLabelValue", "whenRole", "whenParent")


def parse(xml: str) -> Config:
    """Return what the labeling config says.

    Raises:
        BadConfig: it is no XML, uses a tag that is not understood, or contradicts itself.
    """
    if len(xml) > MAX_SIZE:
        raise BadConfig(f"The labeling config has more than {MAX_SIZE:,} characters.")
    try:
        # An encoding declared in text that is decoded already would be taken at its word.
        root = read_xml(_DECLARATION.sub("", xml).encode(), "The labeling config")
    except (BadXml, UnicodeEncodeError) as error:
        raise BadConfig(str(error)) from None
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    _refuse_foreign(elements)
    titles = headings(root)
    texts = [_text(element) for element in elements if element.tag in OBJECTS]
    controls = [_control(element, titles) for element in elements if element.tag in TYPES]
    _refuse_contradictions(texts, controls)
    return Config(
        FrozenMapping({text.name: text for text in texts}),
        FrozenMapping({control.name: control for control in controls}),
        frozenset(element.get("value", "") for element in elements if element.tag == "Relation"),
        FrozenMapping(_ignored(elements)),
    )


def _refuse_foreign(elements: list[Any]) -> None:
    known = {*OBJECTS, *TYPES, *PARTS, *LAYOUT}
    foreign = sorted({element.tag for element in elements} - known)
    if foreign:
        raise BadConfig(f"The labeling config uses {', '.join(foreign[:5])}, which is not understood here.")
    if not any(element.tag in OBJECTS for element in elements):
        raise BadConfig("The labeling config shows no text: it has neither Text nor HyperText.")


def _name(element: Any) -> str:
    name = (element.get("name") or "").strip()
    if not name:
        raise BadConfig(f"A {element.tag} of the labeling config (line {element.sourceline}) has no name.")
    return str(name)


def _text(element: Any) -> TextTag:
    name, value = _name(element), element.get("value") or ""
    if not re.fullmatch(r"\$[^\s$]+", value):
        raise BadConfig(f'The {element.tag} “{name}” must show a column of the task, as in value="$text".')
    return TextTag(name, value[1:], html=element.tag == "HyperText")


def _control(element: Any, titles: dict[Any, tuple[str, str]]) -> Control:
    name, tag = _name(element), element.tag
    if element.get("value") is not None and tag in ("Labels", "Choices", "Taxonomy"):
        raise BadConfig(f"The options of “{name}” come from the task, which is not understood here.")
    title, definition = titles.get(element, ("", ""))
    per_region = _flag(element, "perRegion")
    beside = element.get("visibleWhen") == "choice-unselected"
    return Control(
        tag,
        name,
        element.get("toName") or "",
        title,
        definition,
        tuple(_options(element, name)),
        single=_single(element),
        nested=_flag(element, "allowNested") or tag in TREE_TAGS,
        per_region=per_region,
        required=_flag(element, "required"),
        region_of=(element.get("whenTagName") or "") if per_region and not beside else "",
        unless=_unless(element) if beside else None,
        low=_number(element, "min", name),
        high=_highest(element, name),
        whole=element.get("step") == "1",
        date_only=element.get("only") == "date",
    )


def _single(element: Any) -> bool:
    if element.tag in TREE_TAGS:
        return bool(element.get("maxUsages") == "1")
    return bool((element.get("choice") or "single") != "multiple")


def _unless(element: Any) -> tuple[str, str] | None:
    other, value = element.get("whenTagName"), element.get("whenChoiceValue")
    return (other, value) if other and value and "," not in value else None


def _highest(element: Any, name: str) -> float | None:
    if element.tag != "Rating":
        return _number(element, "max", name)
    most = element.get("maxRating") or "5"
    if not (most.isascii() and most.isdecimal() and 1 <= int(most[:4]) <= 100):
        raise BadConfig(f"maxRating of “{name}” must be a whole number from 1 to 100, not {most[:20]!r}.")
    return float(most)


def _number(element: Any, attribute: str, name: str) -> float | None:
    text = element.get(attribute)
    if text is None or element.tag != "Number":
        return None
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
        raise BadConfig(f"{attribute} of “{name}” must be a number, not {text[:20]!r}.")
    return float(text)


def _flag(element: Any, attribute: str) -> bool:
    return bool((element.get(attribute) or "").lower() == "true")


def _options(element: Any, name: str, above: tuple[str, ...] = ()) -> Iterator[Option]:
    for child in element:
        if child.tag not in ("Label", "Choice"):
            continue
        shown = (child.get("value") or "").strip()
        if not shown:
            raise BadConfig(f"An option of “{name}” (line {child.sourceline}) is blank.")
        path = (*above, child.get("alias") or shown)
        colour = child.get("background") or child.get("color") or ""
        yield Option(path, shown, colour, child.get("hotkey") or "", child.get("hint") or "")
        yield from _options(child, name, path)


def _refuse_contradictions(texts: list[TextTag], controls: list[Control]) -> None:
    names = Counter([*(text.name for text in texts), *(control.name for control in controls)])
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise BadConfig(f"Two tags of the labeling config are named “{twice[0]}”.")
    for control in controls:
        for name in control.to_name.split(","):
            if name not in {text.name for text in texts}:
                raise BadConfig(f"“{control.name}” leads to “{name}”, which is no text of the config.")
        for other in (control.region_of, control.unless[0] if control.unless else ""):
            if other and other not in names:
                raise BadConfig(f"“{control.name}” depends on “{other}”, which the config does not have.")
        if len(control.by_path) < len(control.options):
            raise BadConfig(f"“{control.name}” has two options that are stored alike.")
        if control.tag in ("Labels", "HyperTextLabels", "Choices", "Taxonomy") and not control.options:
            raise BadConfig(f"“{control.name}” has no options.")


def _ignored(elements: list[Any]) -> Counter[str]:
    """Count the conditions that are not understood, so that whoever reads is told."""
    return Counter(
        attribute
        for element in elements
        for attribute in _CONDITIONS
        if element.get(attribute) and not (attribute == "visibleWhen" and _unless(element))
    )
