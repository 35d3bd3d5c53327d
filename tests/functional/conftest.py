"""Whole errands take seconds each; the fast subset keeps the walk through all addresses alone."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
FAST = {"test_routes.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and item.path.name not in FAST:
            item.add_marker(pytest.mark.slow)
