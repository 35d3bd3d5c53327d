"""Forms of the entries of a codebook draft: the head, layers, variables, labels and categories."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, Optional

from annotations.categories import MAX_NAME, MAX_PROSE
from annotations.codebook_entries import CATEGORIES, HEAD, LAYER, Entry
from app.forms.choices import choice

KINDS = {
    "choice": "One of these categories",
    "choices": "Any of these categories",
    "entity": "One of a list of actors",
    "scale": "A step on a scale",
    "number": "A number",
    "text": "Text",
}
MEASURES = ("nominal", "ordinal", "interval", "ratio", "set")
BLANK_EXAMPLES = 2


def _prose(label: str, rows: int = 3) -> TextAreaField:
    return TextAreaField(label, [Length(max=MAX_PROSE)], render_kw={"rows": rows})


class SeenForm(Form):
    """Any act on the draft: it states the draft that was seen."""

    seen = HiddenField()


class BeginForm(Form):
    """Which version a draft begins from, and what it is called."""

    source = SelectField("Begin from", coerce=int)
    version = StringField(
        "Name of the new version", [InputRequired("Enter a name such as 2.0."), Length(max=MAX_NAME)]
    )

    def __init__(self, *given: Any, versions: Sequence[Any], **more: Any) -> None:
        super().__init__(*given, **more)
        self.source.choices = [
            choice(str(one.id), f"{one.number}: {one.title}, {one.version}") for one in versions
        ]


class EntryForm(SeenForm):
    """What all entries have; ``code`` is asked only of new ones."""

    code = StringField(
        "Code", [InputRequired("Enter a code."), Length(max=64)], render_kw={"spellcheck": "false"}
    )
    name = StringField("Name", [InputRequired("Enter a name."), Length(max=MAX_NAME)])
    definition = _prose("Definition", 4)


class HeadForm(SeenForm):
    """What the codebook says of itself."""

    title = StringField("Title", [InputRequired("Enter a title."), Length(max=MAX_NAME)])
    version = StringField("Version", [InputRequired("Enter a version."), Length(max=MAX_NAME)])
    language = StringField("Language", [Length(max=40)])
    authors = TextAreaField("Authors", render_kw={"rows": 3})
    note = _prose("Note", 5)


class MembersForm(EntryForm):
    """A new entry that needs others inside it from the start."""

    members = TextAreaField("First entries in it", render_kw={"rows": 4, "spellcheck": "false"})

    def validate_members(self, field: Field) -> None:
        """Ask for a code and a name on each line."""
        for line in (field.data or "").splitlines():
            if line.strip() and not all(part.strip() for part in line.partition("=")[::2]):
                raise ValidationError("Write a code, the sign = and a name on each line.")


class LayerForm(MembersForm):
    """A layer: its labels and attributes are entries of their own."""


class RulesForm(EntryForm):
    """When to use an entry, when not, and examples."""

    include = _prose("Include")
    exclude = _prose("Exclude")
    examples = FieldList(_prose("Example", 2), "Examples")


class CategoryForm(RulesForm):
    """A label of a layer or a category of a variable."""

    hotkey = StringField("Key", [Length(max=1, message="One letter.")])
    colour = StringField("Colour", [Length(max=7)], render_kw={"spellcheck": "false"})
    parent = SelectField("Part of", [Optional()])
    priority = IntegerField("Priority", [Optional()])
    codable = BooleanField("Can be coded", default=True)


class VariableForm(MembersForm, RulesForm):
    """An attribute of a layer's spans, or a question about the article or outlet."""

    kind = SelectField("Answer", choices=[choice(code, words) for code, words in KINDS.items()])
    level = SelectField(
        "Level of measurement",
        [Optional()],
        choices=[choice("", "none, as for text"), *[choice(level) for level in MEASURES]],
    )
    required = BooleanField("Required", default=True)
    required_unless = StringField("Required unless", [Length(max=200)], render_kw={"spellcheck": "false"})
    not_applicable = BooleanField("“Not applicable” is an answer")
    minimum = StringField("Lowest value", [Length(max=20)], render_kw={"inputmode": "decimal"})
    maximum = StringField("Highest value", [Length(max=20)], render_kw={"inputmode": "decimal"})
    steps = TextAreaField("Steps of the scale", render_kw={"rows": 5})
    weight = StringField("Weight", [Length(max=20)], render_kw={"inputmode": "decimal"})
    reversed = BooleanField("High values count against it")
    item_of = StringField("Item of the scale", [Length(max=64)], render_kw={"spellcheck": "false"})

    def validate_minimum(self, field: Field) -> None:
        """Ask for a number."""
        _number(field.data)

    validate_maximum = validate_weight = validate_minimum

    def validate_steps(self, field: Field) -> None:
        """Ask for a whole number and its name on each line."""
        _steps(field.data or "")


def form_of(kind: str) -> type[SeenForm]:
    """Return the form for a kind of entry."""
    if kind in CATEGORIES:
        return CategoryForm
    return {HEAD: HeadForm, LAYER: LayerForm}.get(kind, VariableForm)


def filled_with(entry: Entry) -> dict[str, Any]:
    """Return what the form of an entry shows before anything is changed."""
    thing = entry.thing
    if entry.kind == HEAD:
        shown = {name: getattr(thing, name) for name in ("title", "version", "language", "note")}
        return shown | {"authors": "\n".join(thing.authors)}
    shown = {name: getattr(thing, name) for name in _names(entry.kind) if hasattr(thing, name)}
    if "examples" in shown:
        shown["examples"] = [*thing.examples, *[""] * BLANK_EXAMPLES]
    if "steps" in shown:
        shown["steps"] = "\n".join(f"{number} = {label}" for number, label in thing.steps.items())
        shown["required_unless"] = "=".join(thing.required_unless or ())
        shown |= {name: "" if getattr(thing, name) is None else str(getattr(thing, name)) for name in BOUNDS}
    return shown


BOUNDS = ("minimum", "maximum", "weight")


def values_of(form: Any, kind: str, thing: Any = None) -> dict[str, Any]:
    """Return the fields of the entry as the form has them; what was not touched stays to the letter."""
    names = ("title", "version", "language", "note") if kind == HEAD else _names(kind)
    values = {name: _kept(form[name].data, getattr(thing, name, None)) for name in names if name in form}
    if kind == HEAD:
        values["authors"] = tuple(line.strip() for line in _lines(form.authors.data))
    if "examples" in values:
        given = [_kept(text, None) for text in form.examples.data]
        values["examples"] = tuple(text for text in given if text)
    if "steps" in values:
        values["steps"] = _steps(form.steps.data or "")
        values["required_unless"] = _pair(values["required_unless"])
        values |= {name: _number(form[name].data) for name in BOUNDS}
    if "parent" in values:
        values["parent"] = values["parent"] or ""
    return values


def members_of(form: Any) -> list[tuple[str, str]]:
    """Return the codes and names that a new entry brings with it."""
    pairs = (line.partition("=") for line in _lines(form.members.data))
    return [(code.strip(), name.strip()) for code, _, name in pairs]


def _names(kind: str) -> list[str]:
    inside = [name for name in form_of(kind)() if name.name not in ("seen", "code", "members")]
    return [field.name for field in inside]


def _kept(new: Any, old: Any) -> Any:
    if not isinstance(new, str):
        return new
    text = new.replace("\r\n", "\n")
    return text if text == old else text.strip()


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]


def _pair(text: str) -> tuple[str, ...] | None:
    return tuple(part.strip() for part in text.split("=", 1)) if text else None


def _number(text: str | None) -> int | float | None:
    words = (text or "").strip().replace("−", "-")
    if not words:
        return None
    try:
        return int(words) if words.lstrip("-").isdecimal() else float(words)
    except ValueError:
        raise ValidationError("Enter a number.") from None


def _steps(text: str) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for line in _lines(text):
        number, _, label = line.partition("=")
        try:
            found[int(number.strip().replace("−", "-"))] = label.strip()
        except ValueError:
            raise ValidationError("Write a whole number, the sign = and a name on each line.") from None
    return found
