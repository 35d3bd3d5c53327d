"""A small study for tests: people, a project, articles and rounds, written straight into the tables."""

import itertools
from collections.abc import Sequence

from sqlalchemy.orm import Session

from annotations.annotation import Annotation
from annotations.codebook import Codebook
from annotations.codebook_toml import write_toml
from annotations.text import fingerprint
from app.clock import now
from app.models import (
    AnswerKey,
    Article,
    ArticleSource,
    Assignment,
    CodebookVersion,
    Member,
    Outlet,
    Post,
    Project,
    Round,
    Thread,
    User,
)
from tests.annotations.small_study import CODEBOOK, TEXT

_numbers = itertools.count(1)


def add_user(session: Session, name: str = "Ada", *, is_admin: bool = False) -> User:
    email = f"{name.lower().replace(' ', '.')}.{next(_numbers)}@example.org"
    user = User(email=email, name=name, password_hash=None, is_admin=is_admin, created_at=now())
    session.add(user)
    session.flush()
    return user


def add_project(session: Session, slug: str = "study", title: str = "The study") -> Project:
    project = Project(slug=slug, title=title, description="", created_at=now())
    session.add(project)
    session.flush()
    return project


def add_member(session: Session, project: Project, role: str, name: str | None = None) -> User:
    """Return a new account with this role in the project."""
    user = add_user(session, name or role.title())
    member = Member(
        project_id=project.id, user_id=user.id, role=role, pseudonym=f"A{user.id:02}", joined_at=now()
    )
    session.add(member)
    session.flush()
    return user


def add_codebook(
    session: Session, project: Project, codebook: Codebook = CODEBOOK, *, number: int = 1, frozen: bool = True
) -> CodebookVersion:
    toml = write_toml(codebook)
    version = CodebookVersion(
        project_id=project.id,
        number=number,
        version=codebook.version,
        title=codebook.title,
        toml=toml,
        sha256=fingerprint(toml),
        created_at=now(),
        frozen_at=now() if frozen else None,
    )
    session.add(version)
    session.flush()
    return version


def add_article(
    session: Session, project: Project, text: str = TEXT, name: str = "", *, outlet: Outlet | None = None
) -> Article:
    number = next(_numbers)
    article = Article(
        project_id=project.id,
        outlet_id=outlet.id if outlet else None,
        name=name or f"{number}.txt",
        title=f"Article {number}",
        published="2025-05-08",
        language="en",
        byline="",
        url="",
        provenance={},
        text=text,
        sha256=fingerprint(text),
        length=len(text),
        created_at=now(),
    )
    session.add(article)
    session.flush()
    raw = text.encode()
    source = {"raw": raw, "sha256": fingerprint(text), "encoding": "utf-8", "file_name": article.name}
    session.add(ArticleSource(article_id=article.id, **source))
    session.flush()
    return article


def add_key(
    session: Session,
    article: Article,
    codebook: CodebookVersion,
    key: Annotation = Annotation(found_none=True, state="submitted"),  # noqa: B008  # it is frozen
    of: Round | None = None,
) -> AnswerKey:
    made = AnswerKey(
        project_id=article.project_id,
        article_id=article.id,
        codebook_id=codebook.id,
        state=key.to_dict(),
        source="adjudicated",
        round_id=of.id if of else None,
        note="",
        created_at=now(),
    )
    session.add(made)
    session.flush()
    return made


def add_outlet(session: Session, project: Project, name: str) -> Outlet:
    outlet = Outlet(project_id=project.id, name=name, kind="", country="", url="", note="", created_at=now())
    session.add(outlet)
    session.flush()
    return outlet


def add_round(
    session: Session,
    codebook: CodebookVersion,
    articles: Sequence[Article],
    annotators: Sequence[User],
    *,
    name: str = "Round 1",
    blind: bool = True,
    is_open: bool = True,
) -> Round:
    """Return a round in which every annotator owes every article, in the order given."""
    made = Round(
        project_id=codebook.project_id,
        codebook_id=codebook.id,
        name=name,
        phase="reliability",
        blind=blind,
        per_article=None,
        seed=1,
        created_at=now(),
        opened_at=now() if is_open else None,
    )
    session.add(made)
    session.flush()
    session.add_all(
        Assignment(round_id=made.id, article_id=article.id, annotator_id=annotator.id, position=position)
        for annotator in annotators
        for position, article in enumerate(articles, start=1)
    )
    session.flush()
    return made


def add_thread(
    session: Session, project: Project, author: User, text: str = "What was said.", **more: object
) -> Thread:
    """Return a thread with its first post; the team reads it unless more is said."""
    fields = {
        "subject": "article" if "article_id" in more else "codebook",
        "entry": "",
        "quote": "",
        "visibility": "team",
        "title": "A thread",
    } | more
    thread = Thread(project_id=project.id, author_id=author.id, created_at=now(), **fields)
    session.add(thread)
    session.flush()
    add_post(session, thread, author, text)
    return thread


def add_post(session: Session, thread: Thread, author: User, text: str) -> Post:
    post = Post(thread_id=thread.id, author_id=author.id, text=text, at=now())
    session.add(post)
    session.flush()
    return post
