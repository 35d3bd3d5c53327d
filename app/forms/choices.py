"""Choices of select and radio fields, under one name."""

from typing import Any

from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than the published types


def choice(value: str, label: str = "") -> Any:
    """Return one choice; without a label it is shown as its value."""
    return SelectChoice(value, label or value)
