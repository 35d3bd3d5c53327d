"""A codebook as trees of codes, the way programs for qualitative analysis keep it (REFI-QDA 1.0).

Such a program has codes below codes and nothing else: no attributes, no questions. So each layer becomes a
tree of its labels, and each attribute and question a tree of its values, below a heading that cannot be
coded. The description of the heading says what it is, and whoever keeps descriptions loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha1
from uuid import NAMESPACE_URL, uuid5

from annotations.codebook import NOT_APPLICABLE, Category, Codebook, Layer, Variable
from exports.formats.qda_words import CATEGORY, LAYER, PARENT, VARIABLE, described
from exports.formats.xml_words import in_attribute, in_text

HEAD_ROLE, LAYER_ROLE, ATTRIBUTE_ROLE = "codebook", "layer", "attribute of "
ARTICLE_ROLE, OUTLET_ROLE = "article question", "outlet question"
STEPS_AS_CODES = 21  # a scale of at most so many steps becomes codes; a longer one is written as numbers


@dataclass(frozen=True)
class Code:
    """One code with those below it."""

    guid: str
    name: str
    codable: bool
    colour: str = ""
    description: str = ""
    below: tuple[Code, ...] = ()


def guid(project: str, *place: str) -> str:
    """Return the identifier of a thing: the same in every export of the project, so that others update it."""
    return within(_of_project(project), *place)


@lru_cache(maxsize=16)
def _of_project(project: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"urn:parallax:project:{project}"))


def within(outer: str, *place: str) -> str:
    """Return the identifier of a thing that belongs to another one: a UUID of version 5 (RFC 9562, 5.5)."""
    # Written out, since a million spans have five million identifiers and uuid5 takes four times as long.
    digest = sha1(
        bytes.fromhex(outer.replace("-", "")) + "\n".join(place).encode(), usedforsecurity=False
    ).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


def code_trees(codebook: Codebook, project: str) -> tuple[Code, ...]:
    """Return a tree for each layer, attribute and question of the codebook."""
    return tuple(_trees(codebook, project))


def code_values(variable: Variable) -> tuple[str, ...]:
    """Return the values of a variable that are codes, as texts; none if it is all numbers or words."""
    extra = (NOT_APPLICABLE,) if variable.not_applicable else ()
    if variable.categories:
        return (*variable.by_code, *extra)
    low, high = variable.minimum, variable.maximum
    if variable.kind == "scale" and isinstance(low, int) and isinstance(high, int):
        return (*map(str, range(low, high + 1)), *extra) if high - low < STEPS_AS_CODES else extra
    return extra


def value_guid(project: str, layer: str, variable: str, value: str) -> str:
    """Return the identifier of the code for a value; ``layer`` is empty for a question."""
    return guid(project, "code", layer, variable, value)


def code_xml(codes: Iterable[Code]) -> Iterator[str]:
    """Yield the codes as elements, piece by piece."""
    for code in codes:
        colour = f' color="{in_attribute(code.colour)}"' if code.colour else ""
        codable = "true" if code.codable else "false"
        name = in_attribute(code.name)
        yield f'<Code guid="{code.guid}" name="{name}" isCodable="{codable}"{colour}>\n'
        if code.description:
            yield f"<Description>{in_text(code.description)}</Description>\n"
        yield from code_xml(code.below)
        yield "</Code>\n"


def flattened(codes: Iterable[Code]) -> Iterator[Code]:
    """Yield the codes, each followed by those below it."""
    for code in codes:
        yield code
        yield from flattened(code.below)


def _trees(codebook: Codebook, project: str) -> Iterator[Code]:
    several = len(codebook.layers) > 1
    for layer in codebook.layers:
        yield _layer_tree(layer, project)
        for attribute in layer.attributes:
            name = f"{layer.name}: {attribute.name}" if several else attribute.name
            yield _variable_tree(attribute, project, name, ATTRIBUTE_ROLE + layer.code, layer.code)
    for role, questions in (
        (ARTICLE_ROLE, codebook.article_questions),
        (OUTLET_ROLE, codebook.outlet_questions),
    ):
        for question in questions:
            yield _variable_tree(question, project, question.name, role, f" {role}")


def _layer_tree(layer: Layer, project: str) -> Code:
    below = _family(layer.labels, project, layer.code, layer.code)
    words = described(layer, LAYER, LAYER_ROLE)
    return Code(guid(project, "layer", layer.code), layer.name, False, "", words, below)


def _variable_tree(variable: Variable, project: str, name: str, role: str, layer: str) -> Code:
    below = _family(variable.categories, project, layer, variable.code)
    plain = [value for value in code_values(variable) if value not in variable.by_code]
    below += tuple(
        Code(
            value_guid(project, layer, variable.code, value),
            value,
            True,
            description=_step(variable, value),
        )
        for value in plain
    )
    words = described(variable, VARIABLE, role)
    return Code(guid(project, "variable", layer, variable.code), name, False, "", words, below)


def _step(variable: Variable, value: str) -> str:
    return "" if value == NOT_APPLICABLE else variable.steps.get(int(value), "")


def _family(categories: Sequence[Category], project: str, layer: str, variable: str) -> tuple[Code, ...]:
    """Return the categories below their parents, or side by side where that would change their order."""

    def code(category: Category, below: tuple[Code, ...] = (), more: str = "") -> Code:
        own = value_guid(project, layer, variable, category.code)
        words = described(category, CATEGORY) + more
        return Code(own, category.code, category.codable, category.colour, words, below)

    def tree(parent: str) -> tuple[Code, ...]:
        return tuple(code(one, tree(one.code)) for one in categories if one.parent == parent)

    nested = tree("")
    if [one.name for one in flattened(nested)] == [one.code for one in categories]:
        return nested
    return tuple(code(one, more=f"\n{PARENT[0]}: {one.parent}" if one.parent else "") for one in categories)
