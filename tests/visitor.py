"""A browser without a screen: signs in, carries the form token, sends forms and JSON."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.db import Database
from app.models import User
from app.services import signing_in


class Visitor:
    """One person's browser, talking to the application by real requests."""

    def __init__(self, app: Flask, user_id: int | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self._app = app
        self._token: tuple[str | None, str] = (None, "")
        if user_id is not None:
            database: Database = app.extensions["parallax"].database
            with database.writing() as session:
                self.sign_in_token = signing_in.start(session, session.get_one(User, user_id))
                self.sign_in_id = signing_in.find(session, self.sign_in_token).id  # type: ignore[union-attr]
            self.come_back()

    def come_back(self) -> None:
        """Put the cookie of the sign-in back, as if nobody had signed out."""
        self.client.set_cookie("parallax-sign-in", self.sign_in_token)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.client.get(path, **options)

    def token(self) -> str:
        """The form token that this browser's pages carry; it is read once for each cookie it is bound to."""
        bound_to = self._bound_to()
        if bound_to is None or self._token[0] != bound_to:
            read = self._read_token()
            self._token = (self._bound_to(), read)
        return self._token[1]

    def _bound_to(self) -> str | None:
        cookie = self.client.get_cookie("parallax-sign-in") or self.client.get_cookie("parallax-visitor")
        return cookie.value if cookie else None

    def _read_token(self) -> str:
        page = self.client.get("/sign-in").text
        found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', page)
        assert found, page
        return found[1]

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})}, **options)

    def post_json(self, path: str, body: Any) -> TestResponse:
        return self.client.post(path, json=body, headers={"X-CSRF-Token": self.token()})
