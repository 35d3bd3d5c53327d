"""People with passwords, and the site as one of them sees it."""

import re
from functools import cache
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.db import Database
from app.models import Project, User
from app.services import accounts, passwords, projects, team, throttle
from tests.visitor import Visitor

PASSWORD = "quiet harbour seven lamps"
COOKIE = "parallax-sign-in"
TOML = """
[codebook]
title = "Tiny"
version = "{version}"

[[layer]]
code = "framing"
name = "Framing"
definition = ""

[[layer.label]]
code = "HARSH"
name = "Harsh"
hotkey = "h"

[[layer.label]]
code = "MILD"
name = "Mild"
hotkey = "{second_key}"
"""


def codebook_text(version: str = "1", second_key: str = "m") -> str:
    return TOML.format(version=version, second_key=second_key)


@cache
def hash_of(password: str) -> str:
    return passwords.hash_password(password)


def register(
    database: Database, email: str = "ada@example.org", *, password: str = PASSWORD, is_admin: bool = False
) -> int:
    with database.writing() as session:
        name = email.partition("@")[0].title()
        return accounts.add_user(session, email, name, hash_of(password), is_admin).id


def begin_project(database: Database, owner_id: int, slug: str = "study") -> None:
    with database.writing() as session:
        owner = session.get_one(User, owner_id)
        projects.create_project(session, owner, slug, "The study", codebook_text())


def let_join(database: Database, user_id: int, role: str = "annotator", slug: str = "study") -> int:
    with database.writing() as session:
        project = session.query(Project).filter_by(slug=slug).one()
        return team.add_member(session, project, session.get_one(User, user_id), role).id


def sign_in(visitor: Visitor, email: str, password: str, **more: Any) -> TestResponse:
    address = more.pop("address", "192.0.2.1")
    data = {"email": email, "password": password, **more}
    return visitor.post("/sign-in", data, environ_overrides={"REMOTE_ADDR": address})


def signed_in(app: Flask, email: str, password: str = PASSWORD) -> Visitor:
    visitor = Visitor(app)
    assert sign_in(visitor, email, password).status_code == 303
    return visitor


def link_on(page: TestResponse) -> str:
    """The path of the link that a page shows once."""
    found = re.search(r'id="link" readonly value="http://localhost([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def invite(manager: Visitor, role: str = "annotator", email: str = "", slug: str = "study") -> str:
    page = manager.post(f"/projects/{slug}/team/invitations", {"role": role, "email": email})
    assert page.status_code == 201, page.text
    return link_on(page)


def token_of(visitor: Visitor) -> str:
    return visitor.client.get_cookie(COOKIE).value


def with_cookie(app, token: str) -> Visitor:
    visitor = Visitor(app)
    visitor.client.set_cookie(COOKIE, token)
    return visitor


def is_in(visitor: Visitor) -> bool:
    return visitor.get("/account").status_code == 200


def without_tokens(page: str) -> str:
    return re.sub(r"[0-9a-f]{64}", "TOKEN", page)


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass between attempts, however slow the machine is."""
    at = throttle.now()
    monkeypatch.setattr(throttle, "now", lambda: at)
