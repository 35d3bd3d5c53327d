"""The commands carry a project from one site to another, with its texts on another way."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import cli
from tests.app import archive_files, archive_study


@pytest.fixture
def folder(sqlite_template, tmp_path: Path) -> Path:
    """A data folder with a small project in it."""
    with archive_files.site(sqlite_template, tmp_path, archive_study.build_small):
        return tmp_path


def run(folder: Path, *arguments: object, code: int = 0) -> str:
    environment = {"PARALLAX_DATA": str(folder), "DATABASE_URL": ""}
    result = CliRunner().invoke(cli, [str(one) for one in arguments], env=environment)
    assert result.exit_code == code, (arguments, result.output, result.exception)
    return result.output


def test_a_project_moves_to_another_site_and_its_texts_follow(folder, tmp_path):
    whole, without, joined = (tmp_path / f"{name}.zip" for name in ("whole", "without", "joined"))
    run(folder, "archive", "study", "--to", whole)
    run(folder, "archive", "study", "--to", without, "--text-free", "--quote-length", 5)
    there, texts = tmp_path / "there", tmp_path / "texts"
    run(there, "init")
    assert "Join it with its texts first" in run(there, "restore-project", without, code=1)
    texts.mkdir()
    join = ("join-texts", without, "--texts", texts, "--to", joined)
    put(texts, whole, "texts/A1.txt")
    assert "1 of 2 texts are not there" in run(there, *join, code=1)
    assert not joined.exists()
    put(texts, whole, "archive/texts/A2.txt")
    assert "Note: of 1 articles the text is there, not the file" in run(there, *join)
    assert joined.read_bytes() != whole.read_bytes()
    assert "(bare)" in run(there, "restore-project", joined, "--as", "bare")
    # The file that was imported is enough: its text follows from it.
    (texts / "archive texts A2.txt.dat").unlink()
    put(texts, whole, "archive/sources/A2.bin")
    assert "Note" not in run(there, *join)
    assert joined.read_bytes() == whole.read_bytes()
    assert "Restored the project 'The study' (study)" in run(there, "restore-project", joined)
    assert "There is a project with the short name 'study'" in run(there, "restore-project", joined, code=1)
    assert "(again)" in run(there, "restore-project", joined, "--as", "again")
    run(there, "archive", "study", "--to", joined)
    assert joined.read_bytes() == whole.read_bytes()


def put(texts: Path, archive: Path, name: str) -> None:
    """Put a file of an archive into a folder, alone under another name."""
    (texts / f"{name.replace('/', ' ')}.dat").write_bytes(archive_files.files_of(archive.read_bytes())[name])


def test_nothing_is_written_where_no_folder_is(folder, tmp_path):
    assert "There is no folder" in run(folder, "archive", "study", "--to", tmp_path / "no" / "a.zip", code=1)
    assert "There is no project 'other'" in run(folder, "archive", "other", "--to", tmp_path / "a", code=1)
    (tmp_path / "text.zip").write_text("no archive")
    assert "not a whole ZIP" in run(folder, "restore-project", tmp_path / "text.zip", code=1)
