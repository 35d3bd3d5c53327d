"""The documentation says what the program does."""

import re
from pathlib import Path

import click
import pytest

from annotations.codebook_toml import read_toml
from app.cli import COMMANDS, LazyGroup, cli
from app.permissions import ALLOWED, Permission

ROOT = Path(__file__).resolve().parent.parent
COMMANDS_PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(group: click.Group, path: str = "parallax") -> list[tuple[str, click.Command]]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += commands(command, f"{path} {name}")
        else:
            found.append((f"{path} {name}", command))
    return found


ALL = commands(cli)


def test_the_overview_names_every_command():
    assert isinstance(cli, LazyGroup)
    assert set(COMMANDS) == {name.split()[1] for name, _command in ALL}


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _command in ALL])
def test_every_command_and_option_is_explained(name: str, command: click.Command):
    assert f"`{name}" in COMMANDS_PAGE
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in COMMANDS_PAGE, f"{name} {parameter.opts[0]}"


@pytest.mark.parametrize(("name", "command"), ALL, ids=[name for name, _command in ALL])
def test_every_command_helps(name: str, command: click.Command):
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.opts[0] not in {"--role", "--phase", "--to"}:
            assert parameter.help, f"{name} {parameter.opts[0]}"


def test_no_command_is_explained_that_does_not_exist():
    told = set(
        re.findall(
            r"^\| `(parallax [\w-]+(?: "
            r"(?:add|assign|reset|member|formats|export|import|open|close|release-left|recode|make|list|profile|"
            r"rate-import|push|pull|status|show|take|suggest))?)",
            COMMANDS_PAGE,
            re.MULTILINE,
        )
    )
    assert told == {name for name, _command in ALL}


def test_the_codebook_in_the_documentation_can_be_read():
    page = (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")
    example = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert example
    assert read_toml(example[1]).title == "Harbour dispute"


@pytest.mark.parametrize(
    "page", [*sorted(ROOT.glob("docs/**/*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
)
def test_links_between_pages_lead_somewhere(page: Path):
    for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_permission_stands_in_the_table():
    assert set(ALLOWED) == set(Permission)
