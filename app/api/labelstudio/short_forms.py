"""The short exports of Label Studio: a row for each annotation, with controls as columns."""

import csv
import io
import json
from collections import defaultdict
from typing import Any

from exports.csv_safe import shield

ABOUT = ("id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time")


def rows(task: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each annotation of a task, or one without any if it has none."""
    said = task["annotations"] or [None]
    return [_row(task, annotation) for annotation in said]


def _row(task: dict[str, Any], annotation: dict[str, Any] | None) -> dict[str, Any]:
    row: dict[str, Any] = {**task["data"], "id": task["id"]}
    if annotation is None:
        return row
    values: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for result in annotation["result"]:
        values[result["from_name"]].append((result["type"], result["value"]))
    for name, given in values.items():
        # A column of the article keeps its own name.
        row[f"_{name}" if name in row else name] = _short(given)
    return row | {
        "annotator": annotation["completed_by"],
        "annotation_id": annotation["id"],
        "created_at": annotation["created_at"],
        "updated_at": annotation["updated_at"],
        "lead_time": annotation["lead_time"],
    }


def _short(given: list[tuple[str, dict[str, Any]]]) -> Any:
    """Return the values of a control: one choice or text as bare words, several as a table."""
    short = []
    for type_, value in given:
        if type_ == "choices":
            short.append(value["choices"][0] if len(value["choices"]) == 1 else {"choices": value["choices"]})
        elif type_ == "textarea":
            short.append(value["text"][0] if len(value["text"]) == 1 else {"text": value["text"]})
        else:
            short.append(value)
    bare = given[0][0] in ("choices", "textarea")
    return short[0] if bare and len(short) == 1 else short


def table(rows: list[dict[str, Any]], separator: str) -> str:
    """Return rows as a table, with cells that no spreadsheet takes for formulas."""
    columns = sorted({name for row in rows for name in row})
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return shield(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
