"""Sending a round to Label Studio and fetching what was annotated there, as long work."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.models import Job, Project, Round, User
from app.services import (
    jobs,
    kept,
    labelstudio_connections,
    labelstudio_parcel,
    labelstudio_pull,
    labelstudio_push,
    labelstudio_suggestions,
    marks_staged,
)
from app.services.jobs import Order, Step
from app.services.labelstudio_parcel import Link, Parcel
from app.services.labelstudio_push import Compared, Told
from app.services.labelstudio_server import Server
from app.services.labelstudio_suggestions import Predicted
from app.services.marks_in import Said
from app.services.refused import Refused

PUSH, PULL = KINDS = ("label studio push", "label studio pull")


@dataclass(frozen=True)
class Sent:
    """What became of sending a round."""

    link: Link
    parcel: Parcel
    found: Compared
    predicted: Predicted
    conflicts: Sequence[str]

    @property
    def told(self) -> str:
        """What was done, in words."""
        return (
            f"{len(self.found.missing):,} articles sent, {len(self.found.outdated):,} brought up to date, "
            f"{len(self.found.same):,} as they were.{self.predicted.told}"
        )


@dataclass(frozen=True)
class State:
    """How a round stands with the server, for a page."""

    round: Round
    link: Link | None
    jobs: dict[str, Job]  # the newest of each kind
    said: dict[str, dict[str, Any]] = field(default_factory=dict)  # what they left, where they are done


def send_round(
    database: Database, server: Server, round_id: int, tell: Told, *, into: int = 0, actor: int | None = None
) -> Sent:
    """Send what the server lacks of a round and its suggestions; where the round is, is noted first."""
    with database.reading() as session:
        round_ = session.get_one(Round, round_id)
        sent = labelstudio_parcel.parcel(session, round_)
        wanted = labelstudio_suggestions.of_round(session, round_)
    link, conflict = labelstudio_push.send_config(server, sent, labelstudio_push.find(server, sent, into))
    if link != sent.link:
        with database.writing() as session:
            by = session.get_one(User, actor) if actor else None
            labelstudio_parcel.remember(session, session.get_one(Round, round_id), link, by)
    found = labelstudio_push.compare(sent, server.tasks(link.remote))
    labelstudio_push.send(server, link.remote, sent, found, tell)
    predicted = Predicted()
    if wanted:
        tasks = server.tasks(link.remote, whole=True)
        predicted = labelstudio_suggestions.compare(tasks, sent.tasks, wanted)
        labelstudio_suggestions.send(server, link.remote, predicted, tell)
    first = [conflict] if conflict else []
    return Sent(link, sent, found, predicted, [*first, *found.conflicts, *predicted.conflicts])


def order(session: Session, round_: Round, kind: str, asker: User, secret_key: str) -> Order:
    """Return what a job has to do.

    Raises:
        Refused: no server is known or its token cannot be read, or the round cannot be sent there.
    """
    labelstudio_connections.server_of(session, round_.project, secret_key)
    labelstudio_parcel.check_sendable(round_)
    return Order(kind, _key(round_.id, kind), round_.project_id, round_.id, {"asker": asker.id})


def _key(round_id: int, kind: str) -> str:
    return sha256(f"{kind} {round_id}".encode()).hexdigest()


def _server(session: Session, order: Order) -> Server:
    project = session.get_one(Project, order.project_id)
    return labelstudio_connections.server_of(session, project, order.secret_key)


def push_work(database: Database, order: Order, step: Step, run: Any) -> str:
    """Send a round, in a worker."""
    assert order.round_id  # noqa: S101
    with database.reading() as session:
        server = _server(session, order)
    done = send_round(database, server, order.round_id, step, actor=order.options["asker"])
    return json.dumps({"told": done.told, "conflicts": done.conflicts})


def pull_work(database: Database, order: Order, step: Step, run: Any) -> str:
    """Fetch annotations and lay them aside, so that somebody looks at them before they count."""
    with database.reading() as session:
        server = _server(session, order)
        sent = labelstudio_parcel.parcel(session, session.get_one(Round, order.round_id))
    there = labelstudio_push.find(server, sent)
    if there is None:
        raise Refused("This round was not sent yet.")
    files = labelstudio_pull.fetch(server, there, sent, step)
    step(0, 0, "comparing")
    with database.writing() as session:
        round_ = session.get_one(Round, order.round_id)
        plan, differences = labelstudio_pull.plan(session, round_, files, Said())
        told: dict[str, Any] = {"told": differences.told, "conflicts": differences.conflicts}
        # Who stands for nobody here can be named on the page; so that waits for a look as well.
        if plan and (plan.planned or plan.refused or any(not one.ours for one in plan.annotators)):
            asker = session.get_one(User, order.options["asker"])
            told["staged"] = marks_staged.keep(
                session, round_, labelstudio_pull.SOURCE, files, asker, server.origin
            ).id
    return json.dumps(told)


def states(session: Session, project: Project) -> list[State]:
    """Return how the rounds stand that can be sent, the newest first."""
    query = select(Round).where(Round.project_id == project.id, Round.closed_at.is_(None))
    rounds = session.scalars(query.order_by(Round.id.desc())).all()
    return [_state(session, one) for one in rounds if not one.outlet_masked]


def _state(session: Session, round_: Round) -> State:
    state = State(round_, labelstudio_parcel.link_of(session, round_), {})
    for kind in KINDS:
        key = _key(round_.id, kind)
        job = jobs.newest(session, key)
        if job is not None:
            state.jobs[kind] = job
            body = kept.kept(session, key) if job.state == "done" else None
            state.said[kind] = json.loads(body) if body else {}
    return state
