"""W3C Web Annotation (JSON-LD): a collection with one page for each article, one annotation for each mark.

A mark points at its place by code points and by its words with what stands around them. Its label and coded
values are classifying bodies whose sources are URNs; free text is a describing body, a note a commenting one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote as percent

from annotations.codebook import Codebook
from exports.formats.marked import File, Losses, Marked, MarkedArticle, MarkedSpan, Reading, Value

CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"variable": "urn:parallax:variable"}]
AROUND = 32  # characters before and after a quote
LABEL, VALUE, ARTICLE = "urn:parallax:label:", "urn:parallax:value:", "urn:parallax:article:"
NOTHING = "nothing_found"


def write(marked: Marked, losses: Losses) -> Iterator[File]:
    """Yield a page for every article, and at the end the collection that names the first and the last one."""
    del losses  # everything that is marked or answered has a place
    pages, total = 0, 0
    for page in _pages(marked):
        yield File(_path(page["id"]), _json(page))
        pages, total = pages + 1, total + len(page["items"])
    collection: dict[str, Any] = {
        "@context": CONTEXT,
        "id": _collection(marked),
        "type": "AnnotationCollection",
        "label": marked.title,
        "total": total,
    }
    if pages:
        collection |= {"first": _page(marked, 1), "last": _page(marked, pages)}
    yield File("collection.jsonld", _json(collection))


def _collection(marked: Marked) -> str:
    return f"urn:parallax:{_part(marked.project)}"


def _page(marked: Marked, number: int) -> str:
    return f"{_collection(marked)}:page:{number}"


def _path(page: str) -> str:
    return f"pages/{int(page.rpartition(':')[2]):06}.jsonld"


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _part(words: str) -> str:
    return percent(words, safe="")


def _pages(marked: Marked) -> Iterator[dict[str, Any]]:
    """Yield the pages; each is held back until it is known whether there is a next one."""
    held: dict[str, Any] | None = None
    start = 0
    for number, article in enumerate(marked.articles, 1):
        page: dict[str, Any] = {
            "@context": CONTEXT,
            "id": _page(marked, number),
            "type": "AnnotationPage",
            "partOf": _collection(marked),
            "startIndex": start,
            "items": list(_items(marked, article)),
        }
        start += len(page["items"])
        if held:
            yield held | {"next": page["id"]}
            page["prev"] = held["id"]
        held = page
    if held:
        yield held


def _items(marked: Marked, article: MarkedArticle) -> Iterator[dict[str, Any]]:
    source = ARTICLE + _part(article.name)
    for reading in article.readings:
        shared = _said_by(reading)
        for span in reading.spans:
            identity = f"{_collection(marked)}:{span.span_id}"
            target = {"source": source, "selector": _selectors(article.text, span)}
            body = list(_bodies(marked.codebook, span))
            yield {"id": identity, **shared, "body": body, "target": target}
        about = list(_about_the_article(marked.codebook, reading))
        if about:
            identity = f"{_collection(marked)}:{reading.annotation_id}"
            yield {"id": identity, **shared, "body": about, "target": {"source": source}}


def _said_by(reading: Reading) -> dict[str, Any]:
    said: dict[str, Any] = {
        "type": "Annotation",
        "motivation": "classifying",
        "creator": {"type": "Person", "nickname": reading.annotator},
    }
    if reading.submitted:
        said["created"] = f"{reading.submitted:%Y-%m-%dT%H:%M:%SZ}"
    return said


def _selectors(text: str, span: MarkedSpan) -> list[dict[str, Any]]:
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return [
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        {"type": "TextQuoteSelector", "exact": span.quote, "prefix": before, "suffix": after},
    ]


def _bodies(book: Codebook, span: MarkedSpan) -> Iterator[dict[str, Any]]:
    yield _classified(f"{LABEL}{_part(span.layer)}:{_part(span.label)}")
    layer = book.layer(span.layer)
    yield from _values(span.values, {code: layer.attribute(code).kind == "text" for code in span.values})
    if span.note:
        yield {"type": "TextualBody", "purpose": "commenting", "value": span.note}


def _about_the_article(book: Codebook, reading: Reading) -> Iterator[dict[str, Any]]:
    free = {code: book.article_question(code).kind == "text" for code in reading.answers}
    yield from _values(reading.answers, free)
    if reading.note:
        yield {"type": "TextualBody", "purpose": "commenting", "value": reading.note}
    if reading.nothing_found:
        yield _classified(f"{VALUE}{NOTHING}:true")


def _values(values: Mapping[str, Value], free: Mapping[str, bool]) -> Iterator[dict[str, Any]]:
    for code, value in values.items():
        if free[code]:
            yield {"type": "TextualBody", "purpose": "describing", "variable": code, "value": value}
            continue
        for one in value if isinstance(value, (list, tuple)) else [value]:
            yield _classified(f"{VALUE}{_part(code)}:{_part(str(one))}")


def _classified(source: str) -> dict[str, Any]:
    return {"type": "SpecificResource", "purpose": "classifying", "source": source}
