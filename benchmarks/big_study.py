"""A study of any size, written straight into the tables: what measurements work on."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from annotations.codebook_toml import read_toml
from annotations.text import fingerprint
from app import schema
from app.clock import now
from app.db import Database
from app.models import Article, Assignment, CodebookVersion, Member, Project, Round, User
from app.services import signing_in

SLUG = "measured"
WORDS = ("minister", "river", "accord", "border", "ally", "threat", "market", "council", "signed", "denied")
CODEBOOK = Path(__file__).resolve().parent.parent / "app" / "data" / "framing.toml"


@dataclass(frozen=True)
class BigStudy:
    """Who can sign in, and the assignments of each annotator in their order."""

    sign_ins: tuple[str, ...]
    assignments: tuple[tuple[int, ...], ...]
    texts: dict[int, str]
    label: str
    layer: str


def marking(study: BigStudy, assignment: int, version: int, key: str) -> dict[str, Any]:
    """Return the change that marks twelve characters of the assignment's article, on that version of it."""
    start = 20 + 40 * version
    mark = {
        "op": "mark",
        "span": f"span-{version}",
        "layer": study.layer,
        "label": study.label,
        "start": start,
        "end": start + 12,
        "quote": study.texts[assignment][start : start + 12],
    }
    moment = "2025-05-08T09:30:00Z"
    return {"base_version": version, "key": key, "client_time": moment, "operations": [mark]}


def article_text(number: int, characters: int) -> str:
    """Return an invented article of about that many characters, the same for the same number."""
    chance = random.Random(number)
    paragraphs, length = [f"Article {number}"], 0
    while length < characters:
        sentence = " ".join(chance.choices(WORDS, k=60)).capitalize() + "."
        paragraphs.append(sentence)
        length += len(sentence) + 2
    return "\n\n".join(paragraphs)[:characters]


def make(folder: Path, *, articles: int, annotators: int = 8, characters: int = 2_500) -> BigStudy:
    """Make a database in which every annotator owes every article of an open round."""
    url = f"sqlite:///{folder / 'parallax.sqlite'}"
    schema.upgrade(url)
    database = Database(url)
    with database.writing() as session:
        project, people = _team(session, annotators)
        for first in range(0, articles, 1_000):
            some = range(first, min(first + 1_000, articles))
            session.execute(insert(Article), [_article(project.id, i, characters) for i in some])
        round_id = _round(session, project)
        sign_ins = tuple(signing_in.start(session, user) for user in people)
        owed = tuple(_owed(session, round_id, user) for user in people)
    database.close()
    numbered = ((number, assignment) for own in owed for number, assignment in enumerate(own))
    texts = {assignment: article_text(number, characters) for number, assignment in numbered}
    layer = read_toml(CODEBOOK.read_text(encoding="utf-8")).layers[0]
    return BigStudy(sign_ins, owed, texts, layer.labels[0].code, layer.code)


def _team(session: Session, annotators: int) -> tuple[Project, list[User]]:
    at = now()
    project = Project(slug=SLUG, title="Measured", description="", created_at=at)
    people = [
        User(email=f"a{i}@example.org", name=f"A{i}", is_admin=False, created_at=at)
        for i in range(annotators)
    ]
    session.add_all([project, *people])
    session.flush()
    session.add_all(
        Member(project_id=project.id, user_id=user.id, role="annotator", pseudonym=user.name, joined_at=at)
        for user in people
    )
    return project, people


def _round(session: Session, project: Project) -> int:
    toml, at = CODEBOOK.read_text(encoding="utf-8"), now()
    book = CodebookVersion(
        project_id=project.id,
        number=1,
        version="1",
        title="Framing",
        toml=toml,
        sha256=fingerprint(toml),
        created_at=at,
        frozen_at=at,
    )
    session.add(book)
    session.flush()
    made = Round(
        project_id=project.id,
        codebook_id=book.id,
        name="Measured",
        phase="main",
        blind=True,
        seed=1,
        created_at=at,
        opened_at=at,
    )
    session.add(made)
    session.flush()
    return made.id


def _owed(session: Session, round_id: int, user: User) -> tuple[int, ...]:
    """Give the user every article and return the first thousand assignments."""
    articles = session.scalars(select(Article.id).order_by(Article.id))
    rows = [
        {"round_id": round_id, "article_id": article, "annotator_id": user.id, "position": position}
        for position, article in enumerate(articles, start=1)
    ]
    session.execute(insert(Assignment), rows)
    mine = select(Assignment.id).where(Assignment.annotator_id == user.id)
    return tuple(session.scalars(mine.order_by(Assignment.position).limit(1_000)))


def finish_most(folder: Path, study: BigStudy) -> None:
    """Note all but the last thousand assignments of the last annotator as done."""
    database = Database(f"sqlite:///{folder / 'parallax.sqlite'}")
    with database.writing() as session:
        last = (
            select(Assignment.annotator_id).where(Assignment.id == study.assignments[-1][0]).scalar_subquery()
        )
        most = select(func.max(Assignment.position)).where(Assignment.annotator_id == last).scalar_subquery()
        session.execute(
            update(Assignment)
            .where(Assignment.annotator_id == last, Assignment.position <= most - 1_000)
            .values(done_at=now())
            .execution_options(synchronize_session=False)
        )
    database.close()


def _article(project_id: int, number: int, characters: int) -> dict[str, object]:
    text = article_text(number, characters)
    return {
        "project_id": project_id,
        "name": f"{number:06}.txt",
        "title": f"Article {number}",
        "published": "2025-05-08",
        "language": "en",
        "byline": "",
        "url": "",
        "provenance": {},
        "text": text,
        "sha256": fingerprint(text),
        "length": len(text),
        "created_at": now(),
    }
