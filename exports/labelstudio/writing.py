"""Marked articles as a project of Label Studio: its labeling config, and tasks with annotations to import."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from exports.formats.marked import File, Losses, Marked, MarkedArticle, Reading
from exports.labelstudio.from_codebook import Instrument, instrument
from exports.labelstudio.model import TEXT
from exports.labelstudio.results import results_of
from exports.labelstudio.xml_out import write_xml

CONFIG_PATH = "label_config.xml"
TASKS_PATH = "tasks.json"
NOTES = "notes about articles, which stand in the file but which Label Studio does not take over"


def write(marked: Marked, losses: Losses) -> Iterator[File]:
    """Yield label_config.xml and tasks.json, an article at a time."""
    made_of = instrument(marked.codebook, losses)
    config = replace(made_of.config, relations=frozenset(marked.links))
    yield File(CONFIG_PATH, write_xml(config).encode())
    yield File(TASKS_PATH, b"[")
    before = "\n"
    for article in marked.articles:
        task = _task(marked, article, made_of, losses)
        yield File(TASKS_PATH, f"{before}{json.dumps(task, ensure_ascii=False)}".encode())
        before = ",\n"
    yield File(TASKS_PATH, b"\n]\n")


def _task(marked: Marked, article: MarkedArticle, made_of: Instrument, losses: Losses) -> dict[str, Any]:
    # What must survive stands in the data: of the rest a server of Label Studio makes its own.
    along = (one.beside["task"] for one in article.readings if "task" in one.beside)
    kept: Mapping[str, Any] = next(along, {})
    data = {"article_id": article.article_id, "name": article.name, **article.metadata, TEXT: article.text}
    ours = {"project": marked.project, "codebook": marked.codebook_version}
    return {
        **kept,
        "data": {**kept.get("data", {}), **data},
        "meta": {**kept.get("meta", {}), **ours},
        "annotations": [_annotation(marked, reading, made_of, losses) for reading in article.readings],
    }


def _annotation(marked: Marked, reading: Reading, made_of: Instrument, losses: Losses) -> dict[str, Any]:
    """Return an annotation; whose it is stands where no account of that name needs to exist."""
    if reading.note:
        losses.add(NOTES, reading.annotation_id)
    unique = uuid.uuid5(uuid.NAMESPACE_URL, f"{marked.project}/{reading.annotation_id}")
    said: dict[str, Any] = {
        "unique_id": str(unique),
        **reading.beside.get("annotation", {}),
        "created_username": reading.annotator,
        "result": results_of(reading, made_of, losses),
        "was_cancelled": False,
        "nothing_found": reading.nothing_found,
    }
    if reading.submitted:
        moment = reading.submitted.isoformat().replace("+00:00", "Z")
        # When it was made elsewhere stays; when it became what it is now is known here.
        said |= {"updated_at": moment} if "created_at" in said else {"created_at": moment}
    if reading.note:
        said["note"] = reading.note
    return said
