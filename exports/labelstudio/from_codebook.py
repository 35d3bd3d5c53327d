"""A labeling config made of a codebook, and what Label Studio has no way to say of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotations.codebook import NOT_APPLICABLE, Category, Codebook, Layer, Variable
from annotations.frozen import FrozenMapping
from exports.formats.marked import Losses
from exports.labelstudio.model import TEXT, Config, Control, Option, TextTag

MOST_CHOICES = 11  # a scale with more steps is asked for as a number
MOST_STARS = 10
ASSUMED_LEVELS: Mapping[str, str] = FrozenMapping(
    {
        "choice": "nominal",
        "choices": "set",
        "scale": "ordinal",
        "number": "ratio",
        "text": "",
        "entity": "nominal",
    }
)


@dataclass(frozen=True)
class Instrument:
    """A codebook as a labeling config; ``names`` says which control asks for what.

    The keys are (layer, "") for the labels of a layer, (layer, attribute) and ("", question).
    """

    config: Config
    names: Mapping[tuple[str, str], str]

    def control(self, layer: str, code: str = "") -> Control:
        """Return the control of a layer, of its attribute, or with no layer of a question."""
        return self.config.controls[self.names[layer, code]]


def instrument(codebook: Codebook, losses: Losses) -> Instrument:
    """Return the labeling config of the codebook; what it cannot say is added to the losses."""
    names = _names(codebook)
    controls = [*_of_layers(codebook, names, losses), *_of_questions(codebook, names, losses)]
    _lose_the_rest(codebook, losses)
    text = FrozenMapping({TEXT: TextTag(TEXT, TEXT)})
    return Instrument(Config(text, FrozenMapping({one.name: one for one in _keyed(controls, losses)})), names)


def _names(codebook: Codebook) -> Mapping[tuple[str, str], str]:
    """Name every control by its code, with what it belongs to where two have the same."""
    keys = [(layer.code, "") for layer in codebook.layers]
    keys += [(layer.code, one.code) for layer in codebook.layers for one in layer.attributes]
    keys += [("", question.code) for question in codebook.article_questions]
    times = Counter([TEXT, *(code or layer for layer, code in keys)])
    names: dict[tuple[str, str], str] = {}
    for layer, code in keys:
        plain = code or layer
        name = plain if times[plain] == 1 else f"{layer or 'article'}.{code or 'labels'}"
        while name in names.values():
            name += "_"
        names[layer, code] = name
    return FrozenMapping(names)


def _of_layers(codebook: Codebook, names: Mapping[tuple[str, str], str], losses: Losses) -> Iterator[Control]:
    for layer in codebook.layers:
        name = names[layer.code, ""]
        options = _options(layer.labels, losses, tree=False)
        yield Control("Labels", name, TEXT, layer.name, layer.definition, options)
        for attribute in layer.attributes:
            asked = _asked(attribute, names[layer.code, attribute.code], losses)
            asked = replace(asked, per_region=True, region_of=name)
            beside = {one.code: (one, names[layer.code, one.code]) for one in layer.attributes}
            # Of a second layer Label Studio would ask for it too, since it looks at one condition only.
            alone = len(codebook.layers) == 1
            yield _excused(asked, attribute, beside if alone else {}, losses)


def _of_questions(
    codebook: Codebook, names: Mapping[tuple[str, str], str], losses: Losses
) -> Iterator[Control]:
    beside = {one.code: (one, names["", one.code]) for one in codebook.article_questions}
    for question in codebook.article_questions:
        asked = _asked(question, names["", question.code], losses)
        yield _excused(asked, question, beside, losses)


def _asked(variable: Variable, name: str, losses: Losses) -> Control:
    """Return the control that asks for a variable, without the conditions under which it does."""
    control = _of_kind(variable, name, losses)
    if variable.level != ASSUMED_LEVELS[variable.kind]:
        losses.add("levels of measurement", f"{variable.code} is {variable.level}")
    if variable.not_applicable and not control.options:
        losses.add("that a question can be answered “not applicable”", variable.code)
    if variable.not_applicable and control.options:
        none = Option((NOT_APPLICABLE,), "Not applicable")
        control = replace(control, options=(*control.options, none))
    return replace(control, title=variable.name, definition=variable.definition, required=variable.required)


def _of_kind(variable: Variable, name: str, losses: Losses) -> Control:
    if variable.kind == "entity":
        return Control("Taxonomy", name, TEXT, options=_options(variable.categories, losses), nested=True)
    if variable.kind in ("choice", "choices"):
        tree = any(category.parent for category in variable.categories)
        options = _options(variable.categories, losses, tree=tree)
        return Control("Choices", name, TEXT, options=options, single=variable.kind == "choice", nested=tree)
    if variable.kind == "text":
        return Control("TextArea", name, TEXT)
    if variable.kind == "scale" and variable.minimum is not None and variable.maximum is not None:
        return _of_scale(variable, name, int(variable.minimum), int(variable.maximum), losses)
    return Control("Number", name, TEXT, low=variable.minimum, high=variable.maximum)


def _of_scale(variable: Variable, name: str, low: int, high: int, losses: Losses) -> Control:
    few = high - low < MOST_CHOICES
    if few and (variable.steps or variable.not_applicable):
        shown = {
            n: f"{n}: {variable.steps[n]}" if variable.steps.get(n) else str(n) for n in range(low, high + 1)
        }
        options = tuple(Option((str(number),), words) for number, words in shown.items())
        return Control("Choices", name, TEXT, options=options)
    if variable.steps:
        losses.add("names of the steps of long scales", variable.code, len(variable.steps))
    if low == 1 and high <= MOST_STARS:
        return Control("Rating", name, TEXT, high=high)
    return Control("Number", name, TEXT, low=low, high=high, whole=True)


def _options(categories: Sequence[Category], losses: Losses, *, tree: bool = True) -> tuple[Option, ...]:
    """Return what can be chosen; in a tree headings stand above, otherwise they are left out."""
    by_code = {category.code: category for category in categories}
    names = Counter(category.name for category in categories)
    options = []
    for category in categories:
        if category.retired or not (tree or category.codable):
            losses.add("retired entries" if category.retired else "headings of labels", category.code)
            continue
        if not category.codable:
            losses.add("that a heading cannot be chosen", category.code)
        if category.parent and not tree:
            losses.add("under which heading a label stands", category.code)
        name = category.name.strip()
        shown = name if names[category.name] == 1 else f"{name} ({category.code})"
        path = _path(category, by_code) if tree else (category.code,)
        options.append(Option(path, shown, category.colour, category.hotkey, category.definition))
    return _in_a_tree(options)


def _path(category: Category, by_code: Mapping[str, Category]) -> tuple[str, ...]:
    steps = [category.code]
    while category.parent and not by_code[category.parent].retired:
        category = by_code[category.parent]
        steps.insert(0, category.code)
    return tuple(steps)


def _in_a_tree(options: Sequence[Option]) -> tuple[Option, ...]:
    """Put what stands under a heading right after it, as XML has it."""
    below: dict[tuple[str, ...], list[Option]] = {}
    for option in options:
        below.setdefault(option.path[:-1], []).append(option)
    found: list[Option] = []
    waiting = list(reversed(below.get((), [])))
    while waiting:
        option = waiting.pop()
        found.append(option)
        waiting.extend(reversed(below.get(option.path, [])))
    return tuple(found)


def _excused(
    control: Control,
    variable: Variable,
    beside: Mapping[str, tuple[Variable, str]],
    losses: Losses,
) -> Control:
    """Hide the control where another answer lifts the duty to answer it, if Label Studio can."""
    if variable.required_unless is None:
        return control
    other, value = variable.required_unless
    asked, name = beside.get(other, (None, ""))
    shown = _shown(asked, value) if asked else ""
    if not shown or "," in shown:
        losses.add("answers that lift the duty to answer another question", variable.code)
        return replace(control, required=False)
    losses.add("that a question may be answered although another answer lifts the duty", variable.code)
    return replace(control, unless=(name, shown))


def _shown(variable: Variable, value: str) -> str:
    control = _of_kind(variable, "", Losses())
    if control.tag != "Choices" or control.nested:
        return ""
    if value == NOT_APPLICABLE:
        return "Not applicable" if variable.not_applicable else ""
    return next((option.shown for option in control.options if option.stored == value), "")


def _keyed(controls: Sequence[Control], losses: Losses) -> Iterator[Control]:
    """Take keys away that an earlier option has: in Label Studio they hold for the whole page."""
    taken: set[str] = set()
    for control in controls:
        options = []
        for option in control.options:
            is_taken = bool(option.hotkey) and option.hotkey in taken
            if is_taken:
                losses.add("keys that stand for two things", option.stored)
            taken.add(option.hotkey)
            options.append(replace(option, hotkey="") if is_taken else option)
        yield replace(control, options=tuple(options))


def _lose_the_rest(codebook: Codebook, losses: Losses) -> None:
    """Name what a labeling config has no place for."""
    for question in codebook.outlet_questions:
        losses.add("questions about outlets", question.code)
    if codebook.note or codebook.authors or codebook.language:
        losses.add("note, authors and language of the codebook", codebook.title)
    variables = [one for layer in codebook.layers for one in layer.attributes]
    for variable in (*variables, *codebook.article_questions):
        _lose_prose(variable, losses)
        if variable.item_of or variable.reversed:
            losses.add("which scale a question is an item of", variable.code)
    for layer in codebook.layers:
        _lose_of_labels(layer, losses)


def _lose_of_labels(layer: Layer, losses: Losses) -> None:
    for label in layer.labels:
        if label.priority is not None:
            losses.add("which label goes first where two fit", label.code)
    for one in (*layer.labels, *(c for attribute in layer.attributes for c in attribute.categories)):
        _lose_prose(one, losses)


def _lose_prose(entry: Category | Variable, losses: Losses) -> None:
    if entry.include or entry.exclude or entry.examples:
        losses.add("when to use an entry, when not, and examples", entry.code)
