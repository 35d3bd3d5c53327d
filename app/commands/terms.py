"""Commands for the term list of a codebook."""

from pathlib import Path

import click

from annotations.text import decode
from app.commands import command, find_project, opened, reading, writing
from app.services import term_meaning, term_places, term_suggesting, term_tables
from app.services import terms as term_lists
from app.services.refused import Refused
from exports.term_table import read_terms

LARGEST = 4_000_000  # bytes of a table


@click.group()
def terms() -> None:
    """Words that suggest labels. What they mean where they stand is judged on the page of the codebook."""


@terms.command("show")
@click.argument("slug")
@command
def show(slug: str) -> None:
    """Print the list as CSV: where each term stands, how it was judged, the share that means it."""
    with reading() as session:
        project = find_project(session, slug)
        click.echo(term_tables.table(session, project, wait=True).replace("\r\n", "\n"), nl=False)


@terms.command("take")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@command
def take(slug: str, file: Path) -> None:
    """Put the terms of a CSV file in the place of the list: all of them or none."""
    if file.stat().st_size > LARGEST:
        raise Refused(f"A term list has at most {LARGEST:,} bytes.")
    text = decode(file.read_bytes()).text
    with writing() as session:
        project = find_project(session, slug)
        _, book = term_lists.instrument(session, project)
        listed = term_lists.replace(session, project, None, read_terms(text, book))
    count = len(listed.terms)
    click.echo(f"Version {listed.number} of the list has {count:,} {'term' if count == 1 else 'terms'}.")


@terms.command("suggest")
@click.argument("slug")
@click.option(
    "--every", is_flag=True, help="By unchecked terms as well, and by those that mean it too seldom."
)
@command
def suggest(slug: str, every: bool) -> None:
    """Suggest labels where the terms stand; articles where that changes nothing stay as they are.

    Terms that are left out are named, with the reason. After a failure, run it again.
    """
    with opened() as database:
        with database.reading() as session:
            project = find_project(session, slug)
            listed = term_lists.newest(session, project)
            found = term_places.look(session, project, listed, wait=not every)
            meanings = term_meaning.of_list(session, project, listed, found)
            chosen = term_meaning.ready(meanings, every=every)
            for one in meanings:
                if one.term not in chosen:
                    click.echo(f"Left out: {one.term.name}: {one.why or one.state}", err=True)
            order = term_suggesting.order(project, listed, chosen, None)
        body = term_suggesting.work(database, order, _progress, None)
        with database.writing() as session:
            done = term_suggesting.keep(session, order, body)
    told = f"{done.places:,} places in {done.articles:,} articles; {done.changed:,} articles changed"
    click.echo(f"Version {done.version}: {told}.")


def _progress(done: int, whole: int, what: str) -> None:
    click.echo(f"{what}: {done:,} of {whole:,} articles", err=True)
