"""An installation does not start in an unsafe state."""

import os
from pathlib import Path

import pytest

from config import Config, UnsafeSettings


@pytest.mark.parametrize("key", ["", "secret", "changeme", "a" * 64, "0123456789" * 3])
def test_a_weak_secret_key_is_refused(tmp_path: Path, key: str):
    with pytest.raises(UnsafeSettings, match="secret key"):
        Config(data_folder=tmp_path, database_url="sqlite://", secret_key=key)


def test_the_secret_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path):
    first = Config.from_environ({"PARALLAX_DATA": str(tmp_path / "data")})
    second = Config.from_environ({"PARALLAX_DATA": str(tmp_path / "data")})
    assert first.secret_key == second.secret_key
    assert os.stat(tmp_path / "data" / "secret_key").st_mode & 0o777 == 0o600


def test_two_installations_have_two_keys(tmp_path: Path):
    keys = {Config.from_environ({"PARALLAX_DATA": str(tmp_path / name)}).secret_key for name in ("a", "b")}
    assert len(keys) == 2


def test_a_key_that_others_may_read_is_refused(tmp_path: Path):
    Config.from_environ({"PARALLAX_DATA": str(tmp_path)})
    (tmp_path / "secret_key").chmod(0o644)
    with pytest.raises(UnsafeSettings, match="chmod 600"):
        Config.from_environ({"PARALLAX_DATA": str(tmp_path)})


def test_the_database_lies_in_the_data_folder_unless_named(tmp_path: Path):
    assert (
        Config.from_environ({"PARALLAX_DATA": str(tmp_path)}).database_url
        == f"sqlite:///{tmp_path / 'parallax.sqlite'}"
    )
    named = {"PARALLAX_DATA": str(tmp_path), "DATABASE_URL": "postgresql://db/study"}
    assert Config.from_environ(named).database_url == "postgresql://db/study"


def test_a_number_of_threads_must_be_a_number(tmp_path: Path):
    with pytest.raises(UnsafeSettings, match="PARALLAX_THREADS"):
        Config.from_environ({"PARALLAX_DATA": str(tmp_path), "PARALLAX_THREADS": "many"})


def test_who_does_long_work_is_one_of_two(tmp_path: Path):
    assert Config.from_environ({"PARALLAX_DATA": str(tmp_path)}).worker == "with-server"
    apart = {"PARALLAX_DATA": str(tmp_path), "PARALLAX_WORKER": "apart"}
    assert Config.from_environ(apart).worker == "apart"
    with pytest.raises(UnsafeSettings, match="PARALLAX_WORKER"):
        Config.from_environ({"PARALLAX_DATA": str(tmp_path), "PARALLAX_WORKER": "at-once"})


def test_heavy_statistics_use_every_core_unless_told_otherwise(tmp_path: Path):
    usual = Config.from_environ({"PARALLAX_DATA": str(tmp_path)})
    assert (usual.processes, usual.scheduler) == (0, "")
    given = {"PARALLAX_PROCESSES": "3", "DASK_SCHEDULER": "tcp://cluster:8786"}
    told = Config.from_environ({"PARALLAX_DATA": str(tmp_path), **given})
    assert (told.processes, told.scheduler) == (3, "tcp://cluster:8786")
