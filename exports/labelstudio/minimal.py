"""The short exports of Label Studio (JSON_MIN, CSV, TSV): rows that say less, made tasks again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from exports.formats.incoming import Unreadable, json_of
from exports.formats.marked import Losses
from exports.labelstudio.model import REGION_TAGS, TYPES, Config, Control

ABOUT = ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time")
OF_REGIONS = "which span an answer about a span belongs to, which short exports do not say"
OF_ARTICLES = "choices and texts that cannot be told from columns of the task without the labeling config"


def is_minimal(rows: list[Any]) -> bool:
    """Say whether these are rows of a short export and no tasks."""
    tables = [row for row in rows if isinstance(row, dict)]
    return (
        bool(tables)
        and not any("data" in row for row in tables)
        and any("annotation_id" in row for row in tables)
    )


def tasks_of_table(text: str, separator: str, config: Config | None, losses: Losses) -> list[Any]:
    """Return the tasks of a CSV or TSV export."""
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = [{name: _cell(cell) for name, cell in row.items() if isinstance(name, str)} for row in reader]
    except csv.Error as fault:
        raise Unreadable(f"Line {reader.line_num:,} is no row of a table: {fault}.") from None
    if "annotation_id" not in (reader.fieldnames or ()):
        raise Unreadable("It has no column annotation_id, so it is no export of Label Studio.")
    return tasks_of_rows(rows, config, losses)


def _cell(cell: object) -> object:
    if isinstance(cell, str) and cell[:1] in ("[", "{"):
        try:
            return json_of(cell)
        except Unreadable:
            return cell  # a text that begins with a bracket
    return cell


def tasks_of_rows(rows: list[Any], config: Config | None, losses: Losses) -> list[Any]:
    """Return a task with one annotation for each row; an article of two annotators comes twice."""
    by_task: dict[str, dict[str, Any]] = {}
    tasks: list[Any] = []
    for row in rows:
        if not isinstance(row, dict):
            tasks.append(row)
            continue
        task = _task(row, config, losses)
        first = by_task.setdefault(str(row.get("id")), task)
        if first is task or row.get("id") in (None, ""):
            tasks.append(task)
        else:
            first["annotations"].extend(task["annotations"])
    return tasks


def _task(row: Mapping[str, Any], config: Config | None, losses: Losses) -> dict[str, Any]:
    results: list[dict[str, Any]] = []
    data: dict[str, Any] = {}
    for key, value in row.items():
        if key in ABOUT:
            continue
        control = config.controls.get(key) if config else None
        if control or _is_said(value):
            results.extend(_results(key, value, control, losses))
        else:
            data[key] = value
    if config is None and results:
        losses.add(OF_ARTICLES, str(row.get("annotation_id")))
    annotation = {
        "id": row.get("annotation_id"),
        "completed_by": row.get("annotator"),
        "updated_at": row.get("updated_at"),
        "result": results,
    }
    said = row.get("annotation_id") not in (None, "")
    return {"id": row.get("id"), "data": data, "annotations": [annotation] if said else []}


def _is_said(value: object) -> bool:
    """Say whether a value is an answer by its shape alone."""
    parts = value if isinstance(value, list) else [value]
    return bool(parts) and all(isinstance(part, dict) and _type_of(part) for part in parts)


def _type_of(part: Mapping[str, Any]) -> str:
    return next((type_ for type_ in TYPES.values() if type_ in part), "")


def _results(key: str, value: object, control: Control | None, losses: Losses) -> list[dict[str, Any]]:
    parts = value if isinstance(value, list) else [value]
    if value in (None, "", []):
        return []
    if control and control.per_region:
        losses.add(OF_REGIONS, key, len(parts))
        return []
    found = []
    for number, part in enumerate(parts, 1):
        told = part if isinstance(part, dict) else _told(part, control)
        type_ = control.type if control else _type_of(told)
        if not control and "start" in told and "labels" not in told and "hypertextlabels" not in told:
            losses.add(OF_REGIONS, key)
            continue
        to_name = control.to_name if control else "text"
        region = control is None or control.tag in REGION_TAGS
        uid = {"id": f"{key}-{number}"} if region else {}
        found.append({**uid, "from_name": key, "to_name": to_name, "type": type_, "value": told})
    return found


def _told(part: object, control: Control | None) -> dict[str, Any]:
    """Return a bare value as the control writes it: a short export leaves what is around one value out."""
    kind = control.type if control else ""
    if kind == "textarea":
        return {"text": [part]}
    return {kind: [part] if kind in ("choices", "taxonomy") else part}
