"""Commands for the installation: init, run, worker, sample, doctor."""

import logging
import os
import sys

import click

from app import schema
from app.commands import FOUND_SOMETHING, command, opened, reading
from app.services import signing_in
from config import Config


@click.command()
@command
def init() -> None:
    """Make the data folder, the secret key and the database, or bring the database up to date.

    Nothing is ever lost by running it again.
    """
    config = Config.from_environ()
    schema.refuse_foreign_file(config.database_url)
    schema.upgrade(config.database_url)
    click.echo(f"The database is up to date ({schema.shown(config.database_url)}).")


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing if the sample is there already.")
@command
def sample(quiet: bool) -> None:
    """Load the sample project: six articles of six outlets, a finished round and work that waits."""
    from app.services import sample as samples

    with opened() as database, database.writing() as session:
        if samples.find(session) is not None:
            if not quiet:
                click.echo("The sample project is there already.")
            return
        project = samples.load_sample(session, samples.owner(session))
        click.echo(f"Loaded the project {project.title!r} ({project.slug}).")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=5000, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one."
)
@click.option("--links", is_flag=True, help="Print one-time sign-in links for the sample project.")
@command
def run(host: str, port: int, links: bool) -> None:
    """Serve the site until stopped (Ctrl+C); requests under way are finished first."""
    from app import create_app
    from app.serving import serve
    from app.site import Site

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it tells which database it looked at, each time
    app = create_app(Config.from_environ().reached_by(host))
    site: Site = app.extensions["parallax"]
    schema.check(site.database.engine)

    def announce(address: str) -> None:
        base = site.config.base_url or address
        click.echo(f"Parallax is at {base}")
        for line in _links(site, base, sample_too=links):
            click.echo(line)
        if host not in {"127.0.0.1", "localhost", "::1"} and not site.config.https:
            click.echo(
                "Warning: passwords travel unencrypted. Put a TLS proxy before it and set PARALLAX_HTTPS=1.",
                err=True,
            )
        sys.stdout.flush()

    settings = site.config
    behind_proxy = settings.proxies > 0
    serve(app, host, port, threads=settings.threads, behind_proxy=behind_proxy, announce=announce)


def _links(site, base: str, *, sample_too: bool) -> list[str]:  # type: ignore[no-untyped-def]
    """Return the lines that let somebody in: the first account, or the people of the sample."""
    from app.services import sample as samples
    from app.services import setup

    with site.database.writing() as session:
        if not setup.has_accounts(session):
            return [f"Make the first account: {base}/welcome/{setup.welcome_token(site.config.secret_key)}"]
        if not sample_too:
            return []
        people = samples.people_to_show(session)
        tokens = [(what, signing_in.make_link(session, user)) for what, user in people]
    return [f"  {what}: {base}/links/{token}" for what, token in tokens]


@click.command()
@click.option(
    "--attached",
    is_flag=True,
    help="End when standard input ends, or after five idle minutes: how a server starts it.",
)
@command
def worker(attached: bool) -> None:
    """Do long work, such as measuring large rounds, until stopped (Ctrl+C).

    A server does this by itself, unless PARALLAX_WORKER=apart is set.
    """
    from app.worker import work

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if attached and hasattr(os, "nice"):
        os.nice(5)  # people who wait for a page go first
    config = Config.from_environ()
    with opened() as database:
        if not attached:
            click.echo("Waiting for work.")
        work(config, database, attached=attached)


@click.command()
@command
def doctor() -> None:
    """Check every text, span, answer, change and rule; exit code 4 if anything is not as it should be."""
    from app.services import doctor as doctors

    with reading() as session:
        with click.progressbar(doctors.CHECKS, label="Checking", file=sys.stderr) as bar:
            findings = [finding for check in bar for finding in check.look(session)]
        for finding in findings:
            click.echo(f"{finding.check}: {finding.message}")
    if findings:
        click.echo(f"{len(findings)} findings. Nothing was changed.", err=True)
        sys.exit(FOUND_SOMETHING)
    click.echo("All is as it should be.")
