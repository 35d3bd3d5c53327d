"""Whole errands take seconds each; the fast subset keeps the walk of three people through all addresses."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
FAST = {"test_routes.py"}
WALKING = {None, "visitor", "annotator", "manager"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        person = item.callspec.params.get("person") if hasattr(item, "callspec") else None
        if item.path.parent == HERE and (item.path.name not in FAST or person not in WALKING):
            item.add_marker(pytest.mark.slow)
