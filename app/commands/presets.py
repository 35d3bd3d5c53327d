"""The command that writes the matrices of a round, or of a session of ratings, for one program."""

from pathlib import Path

import click

from app.commands import command, find_project, find_round, reading
from app.commands.whole_files import whole_file
from app.services import download, presets, rating_sessions
from app.services.refused import Refused

# The names of exports.presets.writing.PRESETS; a test compares them. That module is loaded when it is needed.
NAMES = (
    *("wide", "long", "xlsx", "recal2", "recal3", "recal-oir"),
    *("spss", "r-irr", "r-irrcac", "krippendorff", "nltk", "pygamma"),
)


@click.command()
@click.argument("slug")
@click.option("--for", "key", type=click.Choice(NAMES), required=True, help="The program.")
@click.option("--round", "round_name", help="Name of the round; left out: the newest that is closed.")
@click.option("--session", "session_name", help="Name of a rating session, instead of a round.")
@click.option(
    "--to", "target", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The ZIP to write."
)
@command
def preset(slug: str, key: str, round_name: str | None, session_name: str | None, target: Path) -> None:
    """Write who gave which value, as a program for statistics reads it, with the alpha that it should find.

    Unlike a download on the site it takes open rounds as well. The file appears once it is whole.
    """
    if round_name and session_name:
        raise Refused("Give a round or a session, not both.")
    with reading() as session:
        project = find_project(session, slug)
        if session_name:
            found = rating_sessions.find(session, project, session_name)
            chosen = presets.Source(presets.SESSION, found)
        else:
            rounds = download.rounds_of(session, project)
            if not rounds:
                raise Refused(f"The project {slug!r} has no round.")
            finished = [one for one in rounds if one.state == "closed"] or rounds
            named = find_round(session, project, round_name) if round_name else finished[-1]
            chosen = presets.Source(presets.ROUND, named)
        with whole_file(target) as out:
            presets.write(session, out, project, chosen, key)
    click.echo(f"Wrote {target}.")
