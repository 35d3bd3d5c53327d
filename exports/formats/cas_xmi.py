"""UIMA CAS XMI: one file for each article and annotator, and the type system, as INCEpTION exchanges them.

Offsets in the files count UTF-16 units; the library turns them into code points and back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from exports.formats.cas_types import LABEL, NOTE, STRING, STRINGS, Types, codebook_words, types_of
from exports.formats.marked import File, Losses, Marked, MarkedArticle, MarkedSpan, Reading, Value
from exports.formats.naming import segment
from exports.formats.xml_words import is_sayable, sayable

TYPE_SYSTEM = "TypeSystem.xml"
CONTROL = "control characters, which XML cannot hold and which became U+FFFD"
DRAFTS = "that an annotation is still a draft"
DIGITS = "digits of numbers after the seventh, for programs that keep 32-bit floats"
Say = Callable[[str], str]


def write(marked: Marked, losses: Losses) -> Iterator[File]:
    """Yield the type system, then a file for each article and annotator."""
    types = types_of(marked.codebook)
    if not is_sayable(codebook_words(marked.codebook)):
        losses.add(CONTROL, "the codebook")
    yield File(TYPE_SYSTEM, types.system.to_xml().encode())
    for article in marked.articles:
        for reading in article.readings:
            path = f"annotation/{segment(article.name)}/{segment(reading.annotator)}.xmi"
            yield File(path, _xmi(types, article, reading, losses))


def _xmi(types: Types, article: MarkedArticle, reading: Reading, losses: Losses) -> bytes:
    from cassis import Cas

    def say(words: str) -> str:
        if is_sayable(words):
            return words
        losses.add(CONTROL, reading.annotation_id)
        return sayable(words)

    if reading.submitted is None:
        losses.add(DRAFTS, reading.annotation_id)
    cas = Cas(typesystem=types.system, sofa_string=say(article.text), sofa_mime="text/plain")
    about = {"documentTitle": say(article.name), "documentId": article.article_id}
    metadata = types.metadata(begin=0, end=len(article.text), language="x-unspecified", **about)
    cas.add(metadata)
    held = {
        types.questions[code]: _value(types, types.reading, types.questions[code], value, say, losses)
        for code, value in reading.answers.items()
    }
    cas.add(
        types.reading(
            annotator=say(reading.annotator),
            articleId=article.article_id,
            note=say(reading.note),
            nothingFound=reading.nothing_found,
            **held,
        )
    )
    cas.add_all([_span(types, span, say, losses) for span in reading.spans])
    return str(cas.to_xmi()).encode()


def _span(types: Types, span: MarkedSpan, say: Say, losses: Losses) -> Any:
    layer = types.layers[span.layer]
    features = {LABEL: span.label, NOTE: say(span.note) or None}
    for code, value in span.values.items():
        name = types.attributes[span.layer, code]
        features[name] = _value(types, layer, name, value, say, losses)
    return layer(begin=span.start, end=span.end, **features)


def _value(types: Types, domain: Any, name: str, value: Value, say: Say, losses: Losses) -> Any:
    kind = domain.get_feature(name).rangeType.name
    if kind == STRINGS:
        return types.system.get_type(STRINGS)(elements=[value] if isinstance(value, str) else list(value))  # type: ignore[arg-type]
    if kind == STRING:
        return say(str(value))
    if isinstance(value, float) and len(repr(value).replace(".", "").strip("-0")) > 7:
        losses.add(DIGITS, repr(value))
    return value
