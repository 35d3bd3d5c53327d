"""Commands that send a round to a server of Label Studio and bring its annotations back."""

import sys
from collections.abc import Sequence

import click
from sqlalchemy.orm import Session

from app.commands import REFUSED, command, find_annotator, find_project, opened
from app.commands.spans import pairs, tell_plan
from app.models import Round
from app.services import (
    labelstudio_connections,
    labelstudio_jobs,
    labelstudio_parcel,
    labelstudio_pull,
    labelstudio_push,
    labelstudio_suggestions,
)
from app.services.labelstudio_parcel import Parcel
from app.services.labelstudio_pull import Differences
from app.services.labelstudio_push import Compared
from app.services.labelstudio_server import Server, Table
from app.services.marks_in import Plan, Said
from app.services.refused import Refused
from config import Config

_round = click.option("--round", "name", default="", help="The round; the only open one if not given.")
_into = click.option("--into", type=click.IntRange(0), default=0, help="The number of its project there.")
_people = click.option(
    "--annotator",
    "annotators",
    multiple=True,
    help="THERE=HERE: who an address there is, where it is another here.",
)


@click.group()
def labelstudio() -> None:
    """A server of Label Studio: the one that the project is connected to on its page.

    Where it is connected to none, PARALLAX_LABELSTUDIO_URL and PARALLAX_LABELSTUDIO_TOKEN name one.
    """


@labelstudio.command("push")
@click.argument("slug")
@_round
@_into
@command
def push(slug: str, name: str, into: int) -> None:
    """Send codebook and articles of a round to the server, or what it lacks of them.

    What was changed there stays as it is and is told. After a failure, run it again: it goes on.
    """
    with opened() as database:
        with database.reading() as session:
            server = _server(session, slug)
            key = labelstudio_parcel.open_round(session, find_project(session, slug), name).id
        done = labelstudio_jobs.send_round(database, server, key, _progress, into=into)
    for loss in done.parcel.losses:
        click.echo(f"Label Studio cannot say: {loss.what}: {loss.count:,}", err=True)
    click.echo(f"Project {done.link.remote} of {server.origin}: {done.told}")
    _end(done.conflicts)


@labelstudio.command("pull")
@click.argument("slug")
@_round
@_into
@_people
@click.option("--confirm", is_flag=True, help="Take the annotations over, after a look without this.")
@click.option("--skip-refused", is_flag=True, help="Take the good ones although others are refused.")
@command
def pull(
    slug: str, name: str, into: int, annotators: Sequence[str], confirm: bool, skip_refused: bool
) -> None:
    """Fetch the annotations of each annotator and say what is new; with --confirm, take them over.

    What was changed here as well is a conflict: it is told, and nothing of it is taken.
    """
    with opened() as database:
        with database.reading() as session:
            server, sent = _server(session, slug), _parcel(session, slug, name)
        files = labelstudio_pull.fetch(server, _there(server, sent, into), sent, _progress)
        with database.writing() as session:
            project = find_project(session, slug)
            round_ = labelstudio_parcel.open_round(session, project, name)
            people = {
                one: str(find_annotator(session, project, ours).id) for one, ours in pairs(annotators).items()
            }
            plan, differences = labelstudio_pull.plan(session, round_, files, Said(people))
            is_stopped = bool(plan and plan.refused and not skip_refused)
            is_taken = bool(confirm and plan and plan.planned and not is_stopped)
            if plan and is_taken:
                labelstudio_pull.confirm(session, round_, plan, None)
    _tell_pulled(plan, differences, is_taken=is_taken)
    if confirm and is_stopped:
        click.echo("Nothing was taken over.", err=True)
        sys.exit(REFUSED)
    _end(differences.conflicts)


@labelstudio.command("status")
@click.argument("slug")
@_round
@_into
@_people
@command
def status(slug: str, name: str, into: int, annotators: Sequence[str]) -> None:
    """Say what the server has of a round and what it lacks; nothing is sent and nothing stored."""
    with opened() as database:
        with database.reading() as session:
            server, sent = _server(session, slug), _parcel(session, slug, name)
            wanted = labelstudio_suggestions.of_round(session, session.get_one(Round, sent.round_id))
        there = _there(server, sent, into)
        found = labelstudio_push.compare(sent, server.tasks(there["id"]))
        _tell_status(server, sent, there, found)
        if wanted:
            tasks = server.tasks(there["id"], whole=True)
            predicted = labelstudio_suggestions.compare(tasks, sent.tasks, wanted)
            click.echo(f"Suggestions: {predicted.same:,} as here, {len(predicted.missing):,} to be sent.")
        files = labelstudio_pull.fetch(server, there, sent, _progress)
        with database.reading() as session:
            project = find_project(session, slug)
            round_ = labelstudio_parcel.open_round(session, project, name)
            if round_.state != "open":
                click.echo(f"The round is {round_.state}, so no annotations are taken over.")
                return
            people = {
                one: str(find_annotator(session, project, ours).id) for one, ours in pairs(annotators).items()
            }
            plan, differences = labelstudio_pull.plan(session, round_, files, Said(people))
            _tell_pulled(plan, differences, is_taken=False)
    _end(found.conflicts + differences.conflicts)


def _server(session: Session, slug: str) -> Server:
    key = Config.from_environ().secret_key
    return labelstudio_connections.server_of(session, find_project(session, slug), key)


def _parcel(session: Session, slug: str, name: str) -> Parcel:
    round_ = labelstudio_parcel.open_round(session, find_project(session, slug), name)
    return labelstudio_parcel.parcel(session, round_)


def _there(server: Server, sent: Parcel, into: int) -> Table:
    found = labelstudio_push.find(server, sent, into)
    if found is None:
        raise Refused(f"This round was not sent to {server.origin} yet. Run: parallax labelstudio push")
    return found


def _progress(done: int, total: int, what: str) -> None:
    if what and done % 50 == 0:
        click.echo(f"{what}: {done:,} of {total:,}", err=True)


def _tell_status(server: Server, sent: Parcel, there: Table, found: Compared) -> None:
    same = "as here" if labelstudio_push.same_config(there, sent) else "not as here"
    click.echo(f"Project {there['id']} of {server.origin}; its codebook is {same}.")
    click.echo(
        f"Articles: {len(found.same):,} as here, {len(found.missing):,} to be sent, "
        f"{len(found.outdated):,} to be brought up to date, {found.foreign:,} of others."
    )


def _tell_pulled(plan: Plan | None, differences: Differences, *, is_taken: bool) -> None:
    if plan:
        tell_plan(plan)
    for one in plan.annotators if plan else ():
        who = plan.people[one.ours][0].name if plan and one.ours in plan.people else "nobody here"
        click.echo(f"{one.theirs or 'nobody'}: {who}, {one.spans:,} spans")
    click.echo(f"Annotations: {differences.told}")
    if is_taken:
        click.echo("They were taken over and are submitted.")


def _end(conflicts: Sequence[str]) -> None:
    """Tell conflicts; whoever runs this from a script sees by the exit code that a person has to look."""
    for conflict in conflicts:
        click.echo(f"Conflict: {conflict}", err=True)
    if conflicts:
        sys.exit(REFUSED)
