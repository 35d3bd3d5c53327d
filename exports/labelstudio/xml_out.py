"""A labeling config as XML, always the same text for equal configs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from exports.labelstudio.model import REGION_TAGS, TREE_TAGS, Config, Control, Option


def write_xml(config: Config) -> str:
    """Return the config as XML that Label Studio reads."""
    return "\n".join(["<View>", *(f"  {line}" for line in _lines(config)), "</View>"]) + "\n"


def _lines(config: Config) -> Iterator[str]:
    for text in config.texts.values():
        tag = "HyperText" if text.html else "Text"
        yield _tag(tag, {"name": text.name, "value": f"${text.key}", "granularity": "word"})
    for control in config.controls.values():
        if control.title:
            yield _tag("Header", {"value": control.title, "size": "4"})
        if control.title and control.definition:
            yield _tag("Header", {"value": control.definition, "size": "6"})
        yield from _control_lines(control)
    if config.relations:
        yield "<Relations>"
        yield from (f"  {_tag('Relation', {'value': value})}" for value in sorted(config.relations))
        yield "</Relations>"


def _control_lines(control: Control) -> Iterator[str]:
    attributes = {"name": control.name, "toName": control.to_name, **_settings(control)}
    if not control.options:
        yield _tag(control.tag, attributes)
        return
    yield _tag(control.tag, attributes, closed=False)
    yield from (f"  {line}" for line in _option_lines(control, ()))
    yield f"</{control.tag}>"


def _settings(control: Control) -> dict[str, str]:
    settings = {}
    if control.tag in (*REGION_TAGS, "Choices"):
        settings["choice"] = "single" if control.single else "multiple"
    if control.tag in TREE_TAGS and control.single:
        settings["maxUsages"] = "1"
    if control.nested and control.tag not in TREE_TAGS:
        settings["allowNested"] = "true"
    if control.tag == "TextArea":
        settings |= {"maxSubmissions": "1", "editable": "true", "rows": "2"}
    if control.date_only:
        settings["only"] = "date"
    return settings | _bounds(control) | _conditions(control)


def _bounds(control: Control) -> dict[str, str]:
    if control.tag == "Rating":
        return {"maxRating": _figure(control.high or 5)}
    bounds = {"min": control.low, "max": control.high}
    settings = {name: _figure(bound) for name, bound in bounds.items() if bound is not None}
    return settings | ({"step": "1"} if control.whole else {})


def _conditions(control: Control) -> dict[str, str]:
    settings = {"perRegion": "true"} if control.per_region else {}
    if control.required:
        settings["required"] = "true"
    if control.unless:
        other, value = control.unless
        settings |= {"visibleWhen": "choice-unselected", "whenTagName": other, "whenChoiceValue": value}
    elif control.region_of:
        settings["whenTagName"] = control.region_of
    return settings


def _option_lines(control: Control, above: tuple[str, ...]) -> Iterator[str]:
    label = control.tag in REGION_TAGS
    tag = "Label" if label else "Choice"
    for option in control.options:
        if option.path[:-1] != above:
            continue
        attributes = _option_settings(option, "background" if label else "color")
        inner = [f"  {line}" for line in _option_lines(control, option.path)]
        yield _tag(tag, attributes, closed=not inner)
        if inner:
            yield from (*inner, f"</{tag}>")


def _option_settings(option: Option, colour: str) -> dict[str, str]:
    alias = "" if option.stored == option.shown else option.stored
    settings = {"value": option.shown, "alias": alias, colour: option.colour}
    settings |= {"hotkey": option.hotkey, "hint": option.hint}
    return {name: value for name, value in settings.items() if value}


def _figure(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)


_UNWRITABLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no way to say these
_IN_ATTRIBUTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _tag(name: str, attributes: Mapping[str, str], *, closed: bool = True) -> str:
    # Always double quotes: Label Studio looks for names and targets with those only.
    written = {key: escape(_UNWRITABLE.sub(" ", value), _IN_ATTRIBUTES) for key, value in attributes.items()}
    pairs = "".join(f' {key}="{value}"' for key, value in written.items())
    return f"<{name}{pairs}{'/' if closed else ''}>"
