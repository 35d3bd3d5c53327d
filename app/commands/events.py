"""Commands for events."""

import click
from sqlalchemy import select

from app.commands import command, find_project, writing
from app.forms.events import EventForm
from app.models import Event
from app.services import events
from app.services.refused import Refused


@click.group()
def event() -> None:
    """Events that several outlets report."""


@event.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--date", default="", help="As exact as known: 2025, 2025-05 or 2025-05-08.")
@click.option("--description", default="", help="What happened, in a sentence or two.")
@command
def add_event(slug: str, name: str, date: str, description: str) -> None:
    """Add an event to a project."""
    form = EventForm(data={"name": name.strip(), "date": date.strip(), "description": description})
    if not form.validate():
        problems = (f"{field}: {' '.join(map(str, said))}" for field, said in form.errors.items())
        raise Refused("; ".join(problems))
    with writing() as session:
        added = events.add(session, find_project(session, slug), None, form.data)
        click.echo(f"Added the event {added.name!r}.")


@event.command("assign")
@click.argument("slug")
@click.argument("name")
@click.argument("articles", nargs=-1, required=True)
@command
def assign(slug: str, name: str, articles: tuple[str, ...]) -> None:
    """Say that articles report an event; articles are given by the names they were imported under."""
    with writing() as session:
        project = find_project(session, slug)
        found = session.scalar(select(Event).where(Event.project_id == project.id, Event.name == name))
        if found is None:
            raise Refused(f"The project {slug!r} has no event {name!r}; add it with: parallax event add.")
        new = events.assign(session, project, found, None, articles)
    known = len(set(articles)) - new
    click.echo(
        f"{new:,} article{'' if new == 1 else 's'} now report{'s' if new == 1 else ''} {name!r}"
        + (f"; {known:,} did so before." if known else ".")
    )
