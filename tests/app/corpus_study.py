"""A project with a corpus, its people, and ways to bring articles into it."""

import io
import re
from html import unescape
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.db import Database
from app.models import Article, Project
from app.services.drafts import ArticleDraft
from app.services.importing import import_articles
from tests import factories
from tests.visitor import Visitor

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'-alert(1)-'",
    "=cmd|' /C calc'!A1",
    "{{ 7 * 7 }}",
    "</title><svg onload=alert(1)>",
]
STORY = (
    "Towns fail again\n\nThe councils went home on Monday.\n\n"
    "Nobody knows whether they meet again. 😀\n\nBack to top"
)


def make_study(app: Flask, database: Database) -> dict[str, Any]:
    """A project with a manager and a viewer, and another project with an article of its own."""
    with database.writing() as session:
        project, other = factories.add_project(session), factories.add_project(session, "other")
        people = {role: factories.add_member(session, project, role) for role in ("manager", "viewer")}
        foreign = factories.add_article(session, other, "A foreign text.")
        foreign_outlet = factories.add_outlet(session, other, "Foreign")
        ids = {"project": project.id, "foreign": foreign.id, "foreign_outlet": foreign_outlet.id}
    return ids | {role: Visitor(app, user.id) for role, user in people.items()}


def bring(database: Database, study: dict[str, Any], *drafts: ArticleDraft) -> list[int]:
    with database.writing() as session:
        import_articles(session, session.get_one(Project, study["project"]), drafts, None)
        query = select(Article.id).where(Article.project_id == study["project"]).order_by(Article.id)
        return list(session.scalars(query))


def draft(name: str, text: str = STORY, **more: Any) -> ArticleDraft:
    return ArticleDraft(name, text, text.encode(), file_name=name, **more)


def upload(visitor: Visitor, *files: tuple[str, bytes]) -> str:
    data = {"files": [(io.BytesIO(raw), name) for name, raw in files]}
    response = visitor.post("/projects/study/imports/new", data, content_type="multipart/form-data")
    assert response.status_code == 303, response.text
    return response.headers["Location"]


def shown(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page))


def count(database: Database, table: Any) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
