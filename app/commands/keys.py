"""Commands for answer keys."""

import click

from app.commands import command, find_project, find_round, reading, writing
from app.services import keys
from app.services.paging import Listing


@click.group()
def key() -> None:
    """Answer keys, which annotators in training are measured against."""


@key.command("make")
@click.argument("slug")
@click.argument("round_name", metavar="ROUND")
@command
def make(slug: str, round_name: str) -> None:
    """Make keys of the fully adjudicated articles of a closed round; say which were left out and why."""
    with writing() as session:
        made = keys.make_all(session, find_round(session, find_project(session, slug), round_name), None)
        count = len(made.keys)
    for called, reason in made.left_out:
        click.echo(f"Left out: {called}: {reason}", err=True)
    click.echo(f"Made {count:,} {'key' if count == 1 else 'keys'}.")


@key.command("list")
@click.argument("slug")
@command
def list_keys(slug: str) -> None:
    """List the keys of a project, the newest first."""
    with reading() as session:
        project, number, pages = find_project(session, slug), 1, 1
        while number <= pages:
            page = keys.listed(session, project, Listing(page=number))
            pages, number = page.pages, number + 1
            for line in page.rows:
                note = ", superseded" if line.is_superseded else ""
                click.echo(
                    f"K{line.key.id} {line.article}: version {line.version.version}, "
                    f"{line.spans} spans, {line.answers} answers{note}"
                )
