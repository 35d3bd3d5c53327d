"""What a round sends to a server of Label Studio, and where it was sent before."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.text import fingerprint
from app.models import Activity, Article, Assignment, Outlet, Project, Round, User
from app.services import activity, annotation_state
from app.services.codebooks import version_id
from app.services.labelstudio_server import Table
from app.services.refused import Refused
from exports.formats.marked import Loss, Losses
from exports.labelstudio.from_codebook import instrument
from exports.labelstudio.model import TEXT
from exports.labelstudio.xml_out import write_xml

CONNECTED = "labelstudio.connected"


@dataclass(frozen=True)
class Link:
    """Which project of which server holds a round, and the config that was sent there last."""

    origin: str
    remote: int
    config: str  # its fingerprint, as the server gave it back; empty before anything was sent


@dataclass(frozen=True)
class Parcel:
    """What a round sends."""

    round_id: int
    title: str
    mark: str  # by which its project on the server is known again
    config: str
    tasks: Mapping[str, Table]  # by the id of the article, such as "A12"
    link: Link | None
    losses: Sequence[Loss]


def open_round(session: Session, project: Project, name: str = "") -> Round:
    """Return the round of this name, or the only one that is open.

    Raises:
        Refused: there is none, or it is not clear which one is meant.
    """
    rounds = session.scalars(select(Round).where(Round.project_id == project.id).order_by(Round.id)).all()
    fitting = [one for one in rounds if (one.name == name if name else one.state == "open")]
    if len(fitting) != 1:
        several = "several open rounds; say which one" if fitting else "no open round"
        raise Refused(f"The project {project.slug!r} has {f'no round {name!r}' if name else several}.")
    check_sendable(fitting[0])
    return fitting[0]


def check_sendable(round_: Round) -> None:
    """Refuse a round that Label Studio would show too much of, or that is over."""
    if round_.outlet_masked:
        raise Refused(f"{round_.name!r} hides the outlets. Label Studio would show them.")
    if round_.closed_at:
        raise Refused(f"The round {round_.name!r} is closed.")


def parcel(session: Session, round_: Round) -> Parcel:
    """Return what the round sends: its codebook and the articles that were given to somebody."""
    losses = Losses()
    config = write_xml(instrument(annotation_state.codebook_of(session, round_), losses).config)
    slug, version = round_.project.slug, version_id(round_.codebook)
    tasks = {}
    for article, data in _articles(session, round_):
        meta = {"project": slug, "codebook": version, "sent": print_of(data)}
        tasks[article] = {"data": data, "meta": meta}
    # Another site may have a project of that name and send it to the same server.
    site = fingerprint(round_.project.created_at.isoformat())[:8]
    mark = f"Made by Parallax: {slug}, round {round_.id} ({site})"
    title = f"{round_.project.title}: {round_.name}"[:50]
    return Parcel(round_.id, title, mark, config, tasks, link_of(session, round_), losses.listed())


def _articles(session: Session, round_: Round) -> Iterator[tuple[str, Table]]:
    given = select(Assignment.article_id).where(Assignment.round_id == round_.id)
    query = (
        select(Article, Outlet.name)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id.in_(given))
        .order_by(Article.id)
    )
    for article, outlet in session.execute(query):
        told = {
            "title": article.title,
            "outlet": outlet,
            "published": article.published,
            "language": article.language,
            "byline": article.byline,
            "url": article.url,
        }
        facts = {name: fact for name, fact in told.items() if fact}
        yield (
            f"A{article.id}",
            {
                "article_id": f"A{article.id}",
                "name": article.name,
                **facts,
                TEXT: article.text,
            },
        )


def print_of(data: object) -> str:
    """Return a fingerprint of plain data."""
    return fingerprint(json.dumps(data, sort_keys=True, ensure_ascii=True))


def link_of(session: Session, round_: Round) -> Link | None:
    """Return where the round was sent to last."""
    query = (
        select(Activity.detail)
        .where(Activity.verb == CONNECTED, Activity.subject == f"round {round_.id}")
        .where(Activity.project_id == round_.project_id)
        .order_by(Activity.id.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return Link(found["origin"], found["remote"], found["config"]) if found else None


def remember(session: Session, round_: Round, link: Link, actor: User | None) -> None:
    """Note where the round was sent to."""
    told = {"origin": link.origin, "remote": link.remote, "config": link.config}
    activity.record(session, actor, CONNECTED, f"round {round_.id}", round_.project, **told)
