"""The command that prints the framing of a project: rates of labels by outlet, event, voice or target."""

import json
from collections.abc import Iterator, Sequence

import click

from annotations.framing import EVENT, OUTLET, TARGET, VOICE, Line
from app.commands import command, find_project, framing_asked, reading
from app.commands.framing_asked import as_dicts, asking, csv_text
from app.services import framing_tables
from app.services.framing import Framing

BYS = (OUTLET, EVENT, VOICE, TARGET)


@click.command()
@click.argument("slug")
@click.option("--by", type=click.Choice(BYS), default=OUTLET, show_default=True, help="What rows are about.")
@asking
@command
def framing(slug: str, by: str, form: str, rounds: Sequence[str], **given: str | None) -> None:
    """Print how often each label is used, with 95 % intervals clustered by event.

    Only rounds that show their results count, and only rounds of one codebook version together.
    """
    framing_asked.prepare(slug, given)
    with reading() as session:
        found = framing_asked.look(session, find_project(session, slug), rounds, given)
        lines = framing_tables.lines_by(found, by)
        printed = list({"table": _table, "csv": _csv, "json": _json}[form](found, lines, by))
    for line in printed:
        click.echo(line)


def _table(found: Framing, lines: Sequence[Line], by: str) -> Iterator[str]:
    names = framing_asked.names_of(found)
    yield from framing_asked.basis(found)
    yield from framing_asked.rate_lines(
        lines, names, lambda group: names.of(by, group) if by in (VOICE, TARGET) else group
    )


def _csv(found: Framing, lines: Sequence[Line], _by: str) -> Iterator[str]:
    yield csv_text(framing_tables.rate_table(found, lines))


def _json(found: Framing, lines: Sequence[Line], _by: str) -> Iterator[str]:
    told = as_dicts(framing_tables.rate_table(found, lines))
    yield json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1)
