"""Events from the command line."""

from pathlib import Path

import pytest

from tests.functional.test_commands import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    made = Terminal(tmp_path)
    made.run("init")
    root = Path(__file__).resolve().parents[2]
    made.run(
        "project", "add", "fair", "--title", "Fair", "--codebook", root / "app" / "data" / "framing.toml"
    )
    made.run("article", "import", "fair", *(made.write(f"{name}.txt", f"Text {name}.\n") for name in "ab"))
    return made


def test_an_event_is_added_and_articles_report_it(terminal: Terminal):
    assert (
        "Added the event 'Talks'."
        in terminal.run("event", "add", "fair", "Talks", "--date", "2025-05-08").stdout
    )
    told = terminal.run("event", "assign", "fair", "Talks", "a.txt").stdout
    assert told == "1 article now reports 'Talks'.\n"
    told = terminal.run("event", "assign", "fair", "Talks", "a.txt", "b.txt").stdout
    assert told == "1 article now reports 'Talks'; 1 did so before.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "fair", "Talks"), "already"),
        (("add", "fair", "One; two"), "semicolon"),
        (("add", "fair", "Walks", "--date", "May"), "date"),
        (("add", "nowhere", "Walks"), "no project"),
        (("assign", "fair", "Walks", "a.txt"), "no event 'Walks'"),
        (("assign", "fair", "Talks", "a.txt", "z.txt"), "no article 'z.txt'"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(terminal: Terminal, arguments, said):
    terminal.run("event", "add", "fair", "Talks")
    assert said in terminal.run("event", *arguments, code=1).stderr
    assert terminal.run("event", "assign", "fair", "Talks", "a.txt").stdout.startswith("1 article now")
