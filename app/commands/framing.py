"""The command that prints the framing of a project: rates of labels by outlet, event, voice or target."""

import csv
import io
import json
from collections.abc import Iterator, Sequence

import click

from annotations.framing import COPIES, EACH, EVENT, MENTIONS, OUTLET, TARGET, UNITS, VOICE, WORDS, Line
from annotations.zones import ZONE_KINDS
from app.commands import command, find_project, find_round, opened, reading
from app.services import framing as service
from app.services import framing_tables, kept, near_copies
from app.services.compared import ANY_ZONE, EVERYBODY, SOURCES
from app.services.framing import Asked, Framing
from app.services.framing_tables import UNITS as UNIT_NAMES
from app.services.framing_tables import Names
from app.services.refused import Refused

FORMS = ("table", "csv", "json")
BYS = (OUTLET, EVENT, VOICE, TARGET)


@click.command()
@click.argument("slug")
@click.option("--by", type=click.Choice(BYS), default=OUTLET, show_default=True, help="What rows are about.")
@click.option("--format", "form", type=click.Choice(FORMS), default="table", show_default=True, help="How.")
@click.option("--round", "rounds", multiple=True, help="Name of a round; left out: the newest closed one.")
@click.option(
    "--source", type=click.Choice(SOURCES), default=EVERYBODY, show_default=True, help="Whose word."
)
@click.option("--unit", type=click.Choice(UNITS), default=WORDS, show_default=True, help="Marks per what.")
@click.option("--terms", default="", help="Words that mention the target, with commas, for --unit mentions.")
@click.option("--layer", default="", help="Code of the layer; left out: the one with voices or targets.")
@click.option("--voice", default="", help="Code of the voice that alone counts.")
@click.option("--target", default="", help="Code of the target toward which alone marks count.")
@click.option("--zone", type=click.Choice((*ZONE_KINDS, ANY_ZONE)), help="Left out: headline and body.")
@click.option(
    "--copies", type=click.Choice(COPIES), default=EACH, show_default=True, help="How near copies count."
)
@command
def framing(slug: str, by: str, form: str, rounds: Sequence[str], **given: str | None) -> None:
    """Print how often each label is used, with 95 % intervals clustered by event.

    Only rounds that show their results count, and only rounds of one codebook version together.
    """
    if given["terms"] and given["unit"] != MENTIONS:
        raise click.BadParameter("Only marks per mention need terms.", param_hint="--terms")
    told = {name: value for name, value in given.items() if value}
    if given["copies"] != EACH:
        find_copies(slug)
    with reading() as session:
        project = find_project(session, slug)
        ids = tuple(find_round(session, project, name).id for name in rounds)
        click.echo("Counting marks and words ...", err=True)
        found = service.look(session, project, Asked(ids, **told), wait=True)
        if found.observed is None or found.choice.left_out or len(found.choice.ids) < len(ids):
            raise Refused(_refusal(found, ids))
        lines = framing_tables.lines_by(found, by)
        printed = list({"table": _table, "csv": _csv, "json": _json}[form](found, lines, by))
    for line in printed:
        click.echo(line)


def find_copies(slug: str) -> None:
    """Find the near copies of a large corpus, for which the site has a job, and keep them."""
    with opened() as database:
        with database.reading() as session:
            project = find_project(session, slug)
            if near_copies.look(session, project).groups is not None:
                return
            order = near_copies.order(session, project)
        click.echo("Looking for near copies ...", err=True)
        found = near_copies.work(database, order, lambda *_told: None, None)
        with database.writing() as session:
            kept.keep(session, order.key, found)


def _refusal(found: Framing, asked: Sequence[int]) -> str:
    if found.choice.left_out:
        return "These rounds are of several codebook versions, which are never mixed."
    which = "One of these rounds" if asked else "No round of the project"
    return f"{which} shows {'no ' if asked else ''}results yet that framing could be counted from."


def _table(found: Framing, lines: Sequence[Line], by: str) -> Iterator[str]:
    assert found.layer is not None  # noqa: S101  # there are counts
    names = Names(found.layer)
    rounds = ", ".join(one.name for one in found.choice.rounds)
    yield f"Rounds: {rounds}, codebook version {found.choice.rounds[0].codebook.number}"
    yield f"Marks per {UNIT_NAMES[found.asked.unit]}; {framing_tables.counted_in(found)}"
    if found.observed is not None and found.observed.counts.open:
        yield f"Note: {found.observed.counts.open:,} disagreements are undecided and not counted"
    group = None
    for line in lines:
        one = line.ratio
        if line.group != group:
            group = line.group
            name = names.of(by, group) if by in (VOICE, TARGET) else group
            yield f"\n{name} ({one.articles} articles, {one.clusters} events)"
        if one.value is None:
            told = one.reason
        else:
            limits = "" if one.low is None else f"  {one.low:.2f} to {one.high:.2f}"
            shrunk = "" if line.shrunk is None else f"  shrunk {line.shrunk:.2f}"
            told = f"{one.value:8.2f}{limits}{shrunk}" + (f"  {one.reason}" if one.reason else "")
        yield f"  {names.label(line.label):<34}{told}"


def _csv(found: Framing, lines: Sequence[Line], _by: str) -> Iterator[str]:
    columns, rows = framing_tables.rate_table(found, lines)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(rows)
    yield out.getvalue().removesuffix("\n")


def _json(found: Framing, lines: Sequence[Line], _by: str) -> Iterator[str]:
    columns, rows = framing_tables.rate_table(found, lines)
    names = [column.name for column in columns]
    told = [dict(zip(names, row, strict=True)) for row in rows]
    yield json.dumps(told, ensure_ascii=False, allow_nan=False, indent=1)
