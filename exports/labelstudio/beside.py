"""What files of Label Studio hold that has no place here: kept as it stands, and written for it again.

Left out is what names accounts of another server, and what a server counts anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from exports.formats.marked import Losses
from exports.labelstudio.model import TYPES, Config, Control

Kept = Mapping[str, Any]

MOST = 50_000  # characters that come along with one annotation
KEPT = "keys that have no place here, kept for Label Studio"
FOREIGN = "results of a type that is not known here, kept for Label Studio"
LINKS = "links between spans, kept for Label Studio"
ACCOUNTS = "which accounts of another server had a hand in it"
COUNTED = "what a server of Label Studio counts anew"
TOO_MUCH = "what came along with an annotation but is too long or cannot be stored"

_ACCOUNTS = {"completed_by", "created_by", "updated_by", "last_created_by", "annotators", "comment_authors"}
_COUNTED = {"result_count", "total_annotations", "cancelled_annotations", "total_predictions", "is_labeled"}
_COUNTED |= {"comment_count", "unresolved_comment_count", "inner_id", "updated_at", "created_ago"}
_OF_TASKS = {"id", "data", "annotations", "predictions", "drafts", "meta"}
_OF_ANNOTATIONS = {"result", "was_cancelled", "created_username", "note", "nothing_found"}
_OF_RESULTS = {"id", "from_name", "to_name", "type", "value", "origin", "meta"}
_OF_PLACES = {"start", "end", "startOffset", "endOffset", "globalOffsets", "text"}
_OF_OUR_META = {"project", "codebook", "sent"}


def of_task(task: Kept, config: Config, losses: Losses, place: str) -> dict[str, Any]:
    """Return what a task says that an article does not; of our own tasks no data, since we know them."""
    found = _rest(task, _OF_TASKS, losses, place)
    meta = task.get("meta")
    if isinstance(meta, dict) and (rest := {key: meta[key] for key in meta if key not in _OF_OUR_META}):
        found["meta"] = rest
    data, texts = task["data"], {text.key for text in config.texts.values()}
    if "article_id" not in data and (rest := {key: data[key] for key in data if key not in texts}):
        found["data"] = rest
    return found


def of_annotation(annotation: Kept, losses: Losses, place: str) -> dict[str, Any]:
    """Return what an annotation says beside its results."""
    return _rest(annotation, _OF_ANNOTATIONS, losses, place)


def of_result(result: Kept, control: Control, losses: Losses, place: str) -> dict[str, Any]:
    """Return the id of a result and what it says beside its value."""
    found = _rest(result, _OF_RESULTS, losses, place)
    if isinstance(result.get("id"), str):
        found["id"] = result["id"]
    if result.get("origin") not in (None, "manual"):
        found["origin"] = result["origin"]
    meta = result.get("meta")
    if isinstance(meta, dict) and (rest := {key: meta[key] for key in meta if key != "text"}):
        found["meta"] = rest
    more = _rest(result["value"], {*_OF_PLACES, control.type, "selected"}, losses, place)
    return found | ({"value": more} if more else {})


def is_foreign(result: Any, config: Config) -> bool:
    """Say whether a result is of a type that no control here has, and so cannot be checked."""
    if not isinstance(result, dict) or not isinstance(result.get("type"), str):
        return False
    known = {*TYPES.values(), "relation"}
    return result["type"] not in known and str(result.get("from_name")) not in config.controls


def storable(kept: dict[str, Any], losses: Losses, place: str) -> dict[str, Any]:
    """Return what is kept, or nothing where it is too much or no database can hold it."""
    try:
        words = json.dumps(kept, ensure_ascii=False, allow_nan=False)
        words.encode()
    except (ValueError, RecursionError):
        words = ""
    if not words or len(words) > MOST or "\\u0000" in words:
        losses.add(TOO_MUCH, place)
        return {}
    return kept


def _rest(table: Kept, understood: Iterable[str], losses: Losses, place: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in table.items():
        if key in understood:
            continue
        if key in _ACCOUNTS or key in _COUNTED:
            if value and key not in ("updated_at", "created_ago", "inner_id", "result_count"):
                losses.add(ACCOUNTS if key in _ACCOUNTS else COUNTED, f"{place}: {key}")
            continue
        if value not in (None, "", [], {}, False):
            losses.add(KEPT, f"{place}: {key}")
        found[key] = value
    return found


def with_rest(result: dict[str, Any], kept: Kept) -> dict[str, Any]:
    """Return a result that is written, with what it was read with."""
    rest = {key: value for key, value in kept.items() if key not in ("id", "value", "meta")}
    meta = {**kept.get("meta", {}), **result.get("meta", {})}
    value = {**kept.get("value", {}), **result["value"]}
    return {**result, **rest, "value": value} | ({"meta": meta} if meta else {})


def others(kept: Kept, regions: Iterable[str], losses: Losses, place: str) -> list[dict[str, Any]]:
    """Return links and results of other types as they were read; links whose ends are gone are lost."""
    here, found = set(regions), []
    for one in kept.get("others", []):
        if one.get("type") == "relation" and not {str(one.get("from_id")), str(one.get("to_id"))} <= here:
            losses.add("links between spans of which one is gone", place)
            continue
        if one.get("type") != "relation":
            losses.add("that the labeling config does not ask for results of other types", place)
        found.append(one)
    return found
