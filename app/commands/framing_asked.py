"""What commands about framing share: their options, the counts they print, and how they print rows."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import click
from sqlalchemy.orm import Session

from annotations.framing import COPIES, EACH, MENTIONS, TOO_FEW, UNITS, WORDS, Line
from annotations.zones import ZONE_KINDS
from app.commands import find_project, find_round, opened
from app.models import Project
from app.services import framing as service
from app.services import framing_tables, kept, near_copies
from app.services.compared import ANY_ZONE, EVERYBODY, SOURCES
from app.services.framing import Asked, Framing
from app.services.framing_tables import UNITS as UNIT_NAMES
from app.services.framing_tables import Names
from app.services.refused import Refused

FORMS = ("table", "csv", "json")
_OPTIONS = (
    click.option(
        "--format", "form", type=click.Choice(FORMS), default="table", show_default=True, help="How."
    ),
    click.option(
        "--round", "rounds", multiple=True, help="Name of a round; left out: the newest closed one."
    ),
    click.option(
        "--source", type=click.Choice(SOURCES), default=EVERYBODY, show_default=True, help="Whose word."
    ),
    click.option(
        "--unit", type=click.Choice(UNITS), default=WORDS, show_default=True, help="Marks per what."
    ),
    click.option(
        "--terms", default="", help="Words that mention the target, with commas, for --unit mentions."
    ),
    click.option("--layer", default="", help="Code of the layer; left out: the one with voices or targets."),
    click.option("--voice", default="", help="Code of the voice that alone counts."),
    click.option("--target", default="", help="Code of the target toward which alone marks count."),
    click.option("--zone", type=click.Choice((*ZONE_KINDS, ANY_ZONE)), help="Left out: what is coded."),
    click.option(
        "--copies", type=click.Choice(COPIES), default=EACH, show_default=True, help="How near copies count."
    ),
)


def asking(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say what of framing is asked for."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def prepare(slug: str, given: Mapping[str, str | None]) -> None:
    """Refuse options that do not go together, and find near copies if they are asked for."""
    if given["terms"] and given["unit"] != MENTIONS:
        raise click.BadParameter("Only marks per mention need terms.", param_hint="--terms")
    if given["copies"] != EACH:
        find_copies(slug)


def look(
    session: Session, project: Project, rounds: Sequence[str], given: Mapping[str, str | None]
) -> Framing:
    """Return what was counted, however long it takes; refuse where there is nothing to count."""
    told: dict[str, Any] = {name: value for name, value in given.items() if value}
    ids = tuple(find_round(session, project, name).id for name in rounds)
    click.echo("Counting marks and words ...", err=True)
    found = service.look(session, project, Asked(ids, **told), wait=True)
    if found.observed is None or found.choice.left_out or len(found.choice.ids) < len(ids):
        raise Refused(_refusal(found, ids))
    return found


def _refusal(found: Framing, asked: Sequence[int]) -> str:
    if found.choice.left_out:
        return "These rounds are of several codebook versions, which are never mixed."
    which = "One of these rounds" if asked else "No round of the project"
    return f"{which} shows {'no ' if asked else ''}results yet that framing could be counted from."


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


def names_of(found: Framing) -> Names:
    """Return what people call the codes of the layer that was counted."""
    assert found.layer is not None  # noqa: S101  # there are counts
    return Names(found.layer)


def basis(found: Framing, outlet: str = "") -> Iterator[str]:
    """Yield the lines that say what was counted."""
    rounds = ", ".join(one.name for one in found.choice.rounds)
    yield f"Rounds: {rounds}, codebook version {found.choice.rounds[0].codebook.number}"
    yield f"Marks per {UNIT_NAMES[found.asked.unit]}; {framing_tables.counted_in(found, outlet)}"
    if found.observed is not None and found.observed.counts.open:
        yield f"Note: {found.observed.counts.open:,} disagreements are undecided and not counted"


def rate_lines(lines: Sequence[Line], names: Names, called: Callable[[str], str]) -> Iterator[str]:
    """Yield rates group by group, each group under what it is called."""
    group = None
    for line in lines:
        one = line.ratio
        too_few = one.value is None and one.reason.startswith(TOO_FEW)
        if line.group != group:
            group = line.group
            yield f"\n{called(group)} ({many(one.articles, 'article')}, {many(one.clusters, 'event')})"
            if too_few:
                yield f"  {one.reason}"
        if too_few:
            continue  # it is the same for all labels
        if one.value is None:
            told = one.reason
        else:
            limits = "" if one.low is None else f"  {one.low:.2f} to {one.high:.2f}"
            shrunk = "" if line.shrunk is None else f"  shrunk {line.shrunk:.2f}"
            told = f"{one.value:8.2f}{limits}{shrunk}" + (f"  {one.reason}" if one.reason else "")
        yield f"  {names.label(line.label):<34}{told}"


def many(count: int, thing: str) -> str:
    """Return a number with what it counts."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def csv_text(table: tuple[Any, Sequence[tuple[Any, ...]]]) -> str:
    """Return columns and rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table[0]])
    writer.writerows(table[1])
    return out.getvalue().removesuffix("\n")


def as_dicts(table: tuple[Any, Sequence[tuple[Any, ...]]]) -> list[dict[str, Any]]:
    """Return columns and rows as JSON has them."""
    names = [column.name for column in table[0]]
    return [dict(zip(names, row, strict=True)) for row in table[1]]
