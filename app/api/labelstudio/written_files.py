"""Tasks with their annotations as files in the formats of Label Studio."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.api.labelstudio import short_forms
from app.api.labelstudio.shapes import reading
from app.services.seen_by_programs import SeenArticle
from exports.formats import conll
from exports.formats.marked import File, Losses, Marked, MarkedArticle

CONLL = "CONLL2003"
FORMATS = {
    "JSON": ("JSON", "application/json"),
    "JSON_MIN": ("JSON-MIN", "application/json"),
    "CSV": ("CSV", "text/csv; charset=utf-8"),
    "TSV": ("TSV", "text/tab-separated-values; charset=utf-8"),
    CONLL: ("CoNLL 2003", "text/plain; charset=utf-8"),
}


def ending(code: str) -> str:
    """Return how the name of a file ends."""
    return {"JSON_MIN": "json", CONLL: "conll"}.get(code, code.casefold())


def of_tasks(code: str, tasks: Iterable[dict[str, Any]]) -> bytes:
    """Return tasks as a file of any format but CoNLL."""
    if code == "JSON":
        return _listed(tasks)
    rows = (row for task in tasks for row in short_forms.rows(task))
    if code == "JSON_MIN":
        return _listed(rows)
    return short_forms.table(list(rows), "," if code == "CSV" else "\t").encode()


def of_articles(seen: Iterable[SeenArticle]) -> bytes:
    """Return articles as CoNLL: a document for each annotation and layer."""
    return b"\n".join(file.data for one in seen for file in _conll(one))


def _conll(one: SeenArticle) -> Iterator[File]:
    for said in one.annotations:
        article = MarkedArticle(f"A{one.id}", f"A{one.id}", one.data["text"], [reading(said)])
        marked = Marked("", "", "", said.codebook, [article], one.created)
        yield from conll.write_2003(marked, Losses())


def _listed(things: Iterable[dict[str, Any]]) -> bytes:
    return b"[" + b",\n".join(json.dumps(one, ensure_ascii=False).encode() for one in things) + b"]\n"
