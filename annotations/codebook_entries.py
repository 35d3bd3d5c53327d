"""Entries of a codebook by their paths: "framing", "framing/autocrat", "framing/voice/quote".

Questions are "article/slant" and "outlet/trust". The path of an entry is made of codes, so it stays the same
when the entry is renamed or moved. Where codes could be mistaken for one another a word and a colon stand
before them: a layer with the code of one of the lists below is "layer:article", an attribute with the code of
a label is "framing/attribute:voice".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.errors import OutsideCodebook

HEAD = "codebook"
LAYER, LABEL, ATTRIBUTE, CATEGORY = "layer", "label", "attribute", "category"
ARTICLE_QUESTION, OUTLET_QUESTION = "article question", "outlet question"
VARIABLES = (ATTRIBUTE, ARTICLE_QUESTION, OUTLET_QUESTION)
CATEGORIES = (LABEL, CATEGORY)
# The first part of the paths of questions: which list of the codebook it names, and what is in it.
QUESTIONS: Mapping[str, tuple[str, str]] = {
    "article": ("article_questions", ARTICLE_QUESTION),
    "outlet": ("outlet_questions", OUTLET_QUESTION),
}

Steps = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Entry:
    """A part of a codebook: its path, what kind of part it is, and the steps that lead to it."""

    path: str
    kind: str
    thing: Any  # Codebook, Layer, Variable or Category
    steps: Steps = ()

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.thing.title if self.kind == HEAD else self.thing.name)

    @property
    def parent(self) -> str:
        """The path of what it belongs to; that of the codebook for layers and questions."""
        if self.kind in (LABEL, ATTRIBUTE, CATEGORY):
            return self.path.rpartition("/")[0]
        return HEAD

    @property
    def place(self) -> tuple[str, int]:
        """The list that it stands in, and its number there."""
        return self.steps[-1]


def entries(codebook: Codebook) -> Iterator[Entry]:
    """Return every entry in the order of the codebook, the codebook itself first."""
    yield Entry(HEAD, HEAD, codebook)
    for i, layer in enumerate(codebook.layers):
        yield from _of_layer(layer, (("layers", i),))
    for first, (field, kind) in QUESTIONS.items():
        for i, question in enumerate(getattr(codebook, field)):
            yield from _of_variable(question, f"{first}/{question.code}", kind, ((field, i),))


def by_path(codebook: Codebook) -> dict[str, Entry]:
    """Return every entry by its path, in the order of the codebook."""
    return {entry.path: entry for entry in entries(codebook)}


def find(codebook: Codebook, path: str) -> Entry:
    """Return the entry of the path or raise OutsideCodebook."""
    found = next((entry for entry in entries(codebook) if entry.path == path), None)
    if found is None:
        raise OutsideCodebook(f"{path[:200]!r} is no entry of the codebook.")
    return found


def layer_path(code: str) -> str:
    """Return the path of the layer of the code."""
    return f"{LAYER}:{code}" if code in (HEAD, *QUESTIONS) else code


def _of_layer(layer: Layer, steps: Steps) -> Iterator[Entry]:
    path = layer_path(layer.code)
    yield Entry(path, LAYER, layer, steps)
    for j, label in enumerate(layer.labels):
        yield Entry(f"{path}/{label.code}", LABEL, label, (*steps, ("labels", j)))
    labels = layer.label_variable.by_code
    for j, attribute in enumerate(layer.attributes):
        code = f"{ATTRIBUTE}:{attribute.code}" if attribute.code in labels else attribute.code
        yield from _of_variable(attribute, f"{path}/{code}", ATTRIBUTE, (*steps, ("attributes", j)))


def _of_variable(variable: Variable, path: str, kind: str, steps: Steps) -> Iterator[Entry]:
    yield Entry(path, kind, variable, steps)
    for k, category in enumerate(variable.categories):
        yield Entry(f"{path}/{category.code}", CATEGORY, category, (*steps, ("categories", k)))


def siblings(codebook: Codebook, entry: Entry) -> tuple[Category, ...]:
    """Return the categories beside a label or category, itself among them, in their order."""
    return tuple(
        one.thing for one in entries(codebook) if one.kind == entry.kind and one.parent == entry.parent
    )
