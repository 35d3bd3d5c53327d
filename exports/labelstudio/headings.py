"""What stands above a control: its name, and below that its definition."""

from __future__ import annotations

from typing import Any

from exports.labelstudio.model import TYPES


def headings(root: Any) -> dict[Any, tuple[str, str]]:
    """Return for each control the one or two headers right before it; a header of task data is none."""
    found: dict[Any, tuple[str, str]] = {}
    before: list[str] = []
    for element in root.iter():
        if element.tag == "Header":
            value = element.get("value") or ""
            before = [] if value.startswith("$") else [*before, value]
        elif element.tag in TYPES:
            title, definition = [*before, "", ""][:2]
            found[element] = (title, definition)
            before = []
        elif element.tag not in ("View", "Style"):
            before = []
    return found
