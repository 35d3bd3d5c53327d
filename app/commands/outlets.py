"""Commands about outlets: the list, ratings made elsewhere, and how credible they were found."""

import sys
from pathlib import Path

import click
from sqlalchemy import select

from app.commands import REFUSED, command, find_project, reading, writing
from app.commands.credibility_output import OUTPUTS, lines
from app.commands.outlet_profile import profile
from app.models import Outlet
from app.services import rated, rating, rating_import, rating_sessions, rating_tables
from app.services.refused import Refused

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def outlet() -> None:
    """Outlets."""


outlet.add_command(profile)


@outlet.command("list")
@click.argument("slug")
@command
def list_outlets(slug: str) -> None:
    """List the outlets of a project with their newest credibility scores."""
    with reading() as session:
        project = find_project(session, slug)
        scores = rated.newest_scores(rated.every(session, project))
        outlets = select(Outlet).where(Outlet.project_id == project.id).order_by(Outlet.name)
        for one in session.scalars(outlets):
            found = scores.get(one.id)
            value = found[1].value if found else None
            shown = "not rated" if found is None else "no score" if value is None else f"{value:.1f}"
            click.echo(f"{one.name}\t{shown}\t{one.kind or '-'}\t{one.url or '-'}")


@outlet.command("rate-import")
@click.argument("slug")
@click.argument("session_name", metavar="SESSION")
@click.argument("file", type=FILE)
@command
def rate_import(slug: str, session_name: str, file: Path) -> None:
    """Import ratings into an open session from a CSV or workbook: outlet, rater, variable, value.

    Instead of variable and value there may be a column for each question, called by its code.
    More columns: evidence_url, evidence_note, confidence (1 to 3), assessed_on, and familiarity (0 to 3) and
    trust (1 to 7) for what was thought before. With one refused row nothing is imported; what is whole is
    submitted, the rest stays a draft.
    """
    with writing() as session:
        project = find_project(session, slug)
        found = rating_sessions.find(session, project, session_name)
        asked = [one.code for one in rating.book_of(found).outlet_questions]
        rows = rating_tables.read(file, asked)
        report = rating_import.import_ratings(
            session, found, [row.cells for row in rows], [row.number for row in rows]
        )
        if report.refused:
            session.rollback()
    for number, reason in report.refused:
        click.echo(f"Refused: {file.name}, row {number}: {reason}", err=True)
    if report.refused:
        click.echo("Nothing was imported.", err=True)
        sys.exit(REFUSED)
    for draft in report.drafts:
        click.echo(f"Note: stays a draft: {draft}", err=True)
    click.echo(f"Imported {report.saved:,} answers; {report.submitted:,} outlets submitted.")


@click.command()
@click.argument("slug")
@click.option("--session", "session_name", help="Its name; left out: the newest that shows ratings.")
@click.option(
    "--format",
    "form",
    type=click.Choice(OUTPUTS),
    default="table",
    show_default=True,
    help="How to print it.",
)
@command
def credibility(slug: str, session_name: str | None, form: str) -> None:
    """Print the credibility of outlets as rated in a session, each score with its parts."""
    with reading() as session:
        project = find_project(session, slug)
        shown = rated.shown(session, project)
        if session_name is not None:
            shown = [rating_sessions.find(session, project, session_name)]
            if not shown[0].shows_results:
                raise Refused(
                    f"The session {session_name!r} is blind and not closed; it shows no ratings yet."
                )
        if not shown:
            raise Refused(f"The project {slug!r} has no rating session that shows its ratings.")
        for line in lines(rated.results(session, shown[0]), form):
            click.echo(line)
