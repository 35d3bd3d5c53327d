"""A codebook made of a labeling config, and what the codebook has no way to say of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from annotations.codebook import NOT_APPLICABLE, Category, Codebook, Layer, Variable
from annotations.errors import CodebookError
from annotations.wellformed import CODE
from exports.formats.marked import Losses
from exports.labelstudio.from_codebook import ASSUMED_LEVELS
from exports.labelstudio.model import BadConfig, Config, Control, Option
from exports.labelstudio.plain_names import plain_names

_STEP = re.compile(r"-?[0-9]{1,6}")
_KINDS = {"TextArea": "text", "Rating": "scale", "Number": "number", "DateTime": "text"}


def codebook_of(config: Config, title: str, losses: Losses) -> Codebook:
    """Return the codebook that asks what the labeling config asks; what it cannot say goes into the losses.

    Raises:
        BadConfig: it makes no codebook, with every reason.
    """
    try:
        return _codebook(config, title, losses)
    except CodebookError as error:
        raise BadConfig(f"The labeling config makes no codebook: {'; '.join(error.lines[:5])}.") from None


def code_of(words: str, taken: Sequence[str] = ()) -> str:
    """Return the words as a code: unchanged where they are one, otherwise plain letters and underscores."""
    code = words
    if not CODE.fullmatch(words) or words == NOT_APPLICABLE:
        plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
        code = re.sub(r"[^A-Za-z0-9_.-]+", "_", plain).strip("_.-")[:56] or "entry"
    number, free = 2, code
    while free in taken or free == NOT_APPLICABLE:
        free, number = f"{code[:56]}_{number}", number + 1
    return free


def _codebook(config: Config, title: str, losses: Losses) -> Codebook:
    for what, count in config.ignored.items():
        losses.add(f"conditions of the kind {what}", count=count)
    if config.relations:
        losses.add("links between spans", ", ".join(sorted(config.relations)[:3]), len(config.relations))
    if len(config.texts) > 1:
        losses.add("texts beside the first one", count=len(config.texts) - 1)
    plain = plain_names(config)
    layers: list[Layer] = []
    keys: set[str] = set()
    for control in config.regions():
        code = code_of(plain[control.name], [layer.code for layer in layers])
        if not control.single:
            losses.add("several labels on one region, which become as many spans", control.name)
        labels = _categories(control, losses, keys)
        asked = [
            one for one in config.controls.values() if one.per_region and one.region_of in ("", control.name)
        ]
        attributes = _variables(asked, "span", plain, losses, taken=[code])
        layers.append(Layer(code, control.title or control.name, control.definition, labels, attributes))
    whole = [one for one in config.controls.values() if not one.per_region and one not in config.regions()]
    return Codebook(
        title, "1", layers=tuple(layers), article_questions=_variables(whole, "article", plain, losses)
    )


def _variables(
    controls: Sequence[Control],
    unit: str,
    plain: Mapping[str, str],
    losses: Losses,
    taken: Sequence[str] = (),
) -> tuple[Variable, ...]:
    codes: dict[str, str] = {}
    for control in controls:
        if control.tag == "Pairwise":
            losses.add("comparisons of two texts", control.name)
        else:
            codes[control.name] = code_of(plain[control.name], [*taken, *codes.values()])
    named = {control.name: control for control in controls}
    found = []
    for name, code in codes.items():
        fields = _fields(named[name], losses)
        unless = _unless(named[name], named, codes, losses)
        found.append(Variable(code=code, unit=unit, required_unless=unless, **fields))
    return tuple(found)


def _fields(control: Control, losses: Losses) -> dict[str, Any]:
    options = [option for option in control.options if option.path != (NOT_APPLICABLE,)]
    shared = {
        "name": control.title or control.name,
        "definition": control.definition,
        "required": control.required,
        "not_applicable": len(options) < len(control.options),
    }
    if control.tag in ("Choices", "Taxonomy"):
        return shared | (_scale(control, options) or _closed(control, losses))
    kind = _KINDS[control.tag]
    bounds: dict[str, Any] = {}
    if control.tag == "Rating":
        bounds = {"minimum": 1, "maximum": int(control.high or 5)}
    elif control.tag == "Number":
        kind = "scale" if control.whole and None not in (control.low, control.high) else "number"
        bounds = {"minimum": _whole(control.low), "maximum": _whole(control.high)}
    if control.tag == "DateTime":
        losses.add("that an answer is a date", control.name)
    return shared | {"kind": kind, "level": ASSUMED_LEVELS[kind], **bounds}


def _whole(bound: float | None) -> float | int | None:
    return int(bound) if bound is not None and bound == int(bound) else bound


def _scale(control: Control, options: Sequence[Option]) -> dict[str, Any] | None:
    """Return the scale that choices stand for if they are whole numbers one after another."""
    steps = [option.stored for option in options]
    if control.tag != "Choices" or not control.single or len(steps) < 2:
        return None
    if not all(_STEP.fullmatch(step) for step in steps):
        return None
    numbers = [int(step) for step in steps]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or [str(n) for n in numbers] != steps:
        return None
    words = {int(one.stored): one.shown.removeprefix(f"{one.stored}: ") for one in options}
    named = {number: shown for number, shown in words.items() if shown != str(number)}
    return {
        "kind": "scale",
        "level": "ordinal",
        "minimum": numbers[0],
        "maximum": numbers[-1],
        "steps": named,
    }


def _closed(control: Control, losses: Losses) -> dict[str, Any]:
    kind = "choice" if control.single else "choices"
    if control.tag == "Taxonomy" and control.single:
        kind = "entity"
    categories = _categories(control, losses, set())
    return {"kind": kind, "level": ASSUMED_LEVELS[kind], "categories": categories}


def _categories(control: Control, losses: Losses, keys: set[str]) -> tuple[Category, ...]:
    """Return the options as categories; ``keys`` are those that are taken."""
    codes: dict[tuple[str, ...], str] = {}
    found = []
    for option in control.options:
        if option.path == (NOT_APPLICABLE,) and control.tag in ("Choices", "Taxonomy"):
            continue
        codes[option.path] = code_of(control.codes[option.path], list(codes.values()))
        hotkey, colour = option.hotkey.lower(), option.colour
        if hotkey and (not re.fullmatch("[a-z]", hotkey) or hotkey in keys):
            losses.add("keys that are no letter of their own", f"{option.shown}: {option.hotkey}")
            hotkey = ""
        if colour and not re.fullmatch("#[0-9A-Fa-f]{6}", colour):
            losses.add("colours not written as #RRGGBB", f"{option.shown}: {colour}")
            colour = ""
        keys.add(hotkey)
        parent = codes.get(option.path[:-1], "")
        found.append(
            Category(
                codes[option.path], option.shown, option.hint, hotkey=hotkey, colour=colour, parent=parent
            )
        )
    return tuple(found)


def _unless(
    control: Control, beside: Mapping[str, Control], codes: Mapping[str, str], losses: Losses
) -> tuple[str, str] | None:
    if control.unless is None or not control.required:
        return None
    name, words = control.unless
    other = beside.get(name)
    options = other.options if other else ()
    hit = next((one for one in options if words in (one.shown, one.stored)), None)
    if other is None or hit is None or name not in codes:
        losses.add("conditions under which a question is asked", control.name)
        return None
    given = hit.stored if hit.path == (NOT_APPLICABLE,) else code_of(other.codes[hit.path])
    return codes[name], given
