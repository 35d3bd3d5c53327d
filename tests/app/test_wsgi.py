"""The entry point for other servers refuses what the command refuses."""

import importlib
import sys
from pathlib import Path

import pytest

from app import schema


def load(monkeypatch: pytest.MonkeyPatch, folder: Path):
    monkeypatch.setenv("PARALLAX_DATA", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    sys.modules.pop("wsgi", None)
    return importlib.import_module("wsgi")


def test_it_serves_a_database_that_is_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    schema.upgrade(f"sqlite:///{tmp_path / 'parallax.sqlite'}")
    module = load(monkeypatch, tmp_path)
    assert module.app.test_client().get("/sign-in").status_code == 200
    module.app.extensions["parallax"].database.close()


def test_it_refuses_a_database_that_was_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(schema.SchemaMismatch, match="parallax init"):
        load(monkeypatch, tmp_path)
