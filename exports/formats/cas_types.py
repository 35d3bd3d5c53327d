"""A codebook as a UIMA type system: a type for each layer, a feature for each attribute.

INCEpTION takes the type system as layers; it knows texts, whole numbers, 32-bit floats, truth values and
lists of texts. The descriptions say in words what each part is in the codebook, so that names which UIMA
cannot hold come back as they were.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotations.codebook import Codebook, Layer, Variable
from exports.formats.qda_codes import ARTICLE_ROLE, ATTRIBUTE_ROLE, LAYER_ROLE
from exports.formats.qda_words import LAYER, VARIABLE, described
from exports.formats.xml_words import sayable

PACKAGE = "parallax"
READING = f"{PACKAGE}.Reading"
READING_ROLE = "reading"
METADATA = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
STRING, INTEGER, LONG, FLOAT = "uima.cas.String", "uima.cas.Integer", "uima.cas.Long", "uima.cas.Float"
BOOLEAN, STRINGS = "uima.cas.Boolean", "uima.cas.StringArray"
LABEL, NOTE = "label", "note"

_ANNOTATION, _BASE = "uima.tcas.Annotation", "uima.cas.AnnotationBase"
# What UIMA, Python and the library between them use themselves.
_TAKEN = frozenset(
    {"begin", "end", "sofa", "self", "type", "xmiID", "get", "set", "value", "elements", *keyword.kwlist}
)
_INT32 = 2**31


@dataclass(frozen=True)
class Types:
    """A type system, and how it calls layers, attributes and article questions."""

    system: Any
    layers: Mapping[str, Any]  # code -> type
    attributes: Mapping[tuple[str, str], str]  # layer and attribute -> feature
    questions: Mapping[str, str]  # article question -> feature
    reading: Any
    metadata: Any


def types_of(codebook: Codebook) -> Types:
    """Return the type system of a codebook."""
    from cassis import TypeSystem

    system = TypeSystem()
    metadata = system.create_type(METADATA, "uima.tcas.DocumentAnnotation")
    for name in ("documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri"):
        system.create_feature(metadata, name, STRING)
    system.create_feature(metadata, "isLastSegment", BOOLEAN)
    layers: dict[str, Any] = {}
    attributes: dict[tuple[str, str], str] = {}
    names = identifiers((layer.code for layer in codebook.layers), {"Reading"})
    for layer in codebook.layers:
        words = sayable(described(layer, LAYER, LAYER_ROLE))
        layers[layer.code] = made = system.create_type(f"{PACKAGE}.{names[layer.code]}", _ANNOTATION, words)
        attributes |= _add_attributes(system, made, layer)
    reading = system.create_type(READING, _BASE, f"Part: {READING_ROLE}")
    for name, kind in (
        ("annotator", STRING),
        ("articleId", STRING),
        (NOTE, STRING),
        ("nothingFound", BOOLEAN),
    ):
        system.create_feature(reading, name, kind)
    given = {"annotator", "articleId", NOTE, "nothingFound"}
    questions = identifiers((one.code for one in codebook.article_questions), given)
    for one in codebook.article_questions:
        _add_feature(system, reading, questions[one.code], one, ARTICLE_ROLE)
    return Types(system, layers, attributes, questions, reading, metadata)


def codebook_words(codebook: Codebook) -> str:
    """Return everything that the descriptions of the type system say."""
    words = [described(layer, LAYER) for layer in codebook.layers]
    asked = [one for layer in codebook.layers for one in layer.attributes]
    return "".join([*words, *(described(one, VARIABLE) for one in (*asked, *codebook.article_questions))])


def _add_attributes(system: Any, made: Any, layer: Layer) -> dict[tuple[str, str], str]:
    system.create_feature(made, LABEL, STRING, description=", ".join(one.code for one in layer.labels))
    system.create_feature(made, NOTE, STRING)
    names = identifiers((one.code for one in layer.attributes), {LABEL, NOTE})
    for one in layer.attributes:
        _add_feature(system, made, names[one.code], one, ATTRIBUTE_ROLE + layer.code)
    return {(layer.code, code): name for code, name in names.items()}


def _add_feature(system: Any, domain: Any, name: str, variable: Variable, role: str) -> None:
    words = sayable(described(variable, VARIABLE, role))
    system.create_feature(domain, name, _range(variable), description=words)


def _range(variable: Variable) -> str:
    if variable.kind == "choices":
        return STRINGS
    if variable.not_applicable or variable.kind not in ("scale", "number"):
        return STRING
    if variable.kind == "number":
        return FLOAT
    low, high = variable.minimum, variable.maximum
    within = low is not None and high is not None and -_INT32 <= low <= high < _INT32
    return INTEGER if within else LONG


def identifiers(codes: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """Return a name that UIMA and Python can use for each code: letters, digits, underscores."""
    used = {one.casefold() for one in (*_TAKEN, *taken)}
    names = {}
    for code in codes:
        stem = re.sub("[^A-Za-z0-9_]", "_", code)
        stem = stem if stem[:1].isalpha() else f"x{stem}"
        name, count = stem, 1
        while name.casefold() in used:
            count += 1
            name = f"{stem}_{count}"
        used.add(name.casefold())
        names[code] = name
    return names
