"""The command that asks a machine learning backend for suggestions."""

import sys

import click

from app.commands import REFUSED, command, find_project, opened
from app.services import backends


@click.command()
@click.argument("slug")
@click.argument("url")
@click.option(
    "--again", is_flag=True, help="Ask about articles as well that have suggestions of this version."
)
@command
def suggest(slug: str, url: str, again: bool) -> None:
    """Ask a machine learning backend of Label Studio what it suggests for the articles of a project.

    After a failure, run it again: it goes on. The backend is sent the labeling config, names and texts,
    and no token.
    """
    with opened() as database:
        with database.reading() as session:
            key = find_project(session, slug).id
        done = backends.ask(database, key, url, _progress, again=again)
    for article, reason in done.refused:
        click.echo(f"{article}: {reason}", err=True)
    told = f"{done.suggested:,} suggestions about {done.taken:,} articles; {done.had:,} had them."
    click.echo(f"{done.version}: {told}")
    if done.refused:
        sys.exit(REFUSED)


def _progress(done: int, whole: int) -> None:
    click.echo(f"{done:,} of {whole:,} articles asked about", err=True)
