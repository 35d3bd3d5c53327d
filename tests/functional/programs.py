"""Scripts that ask with the client of Label Studio, one for each person on the stage."""

import httpx
import pytest
from flask import Flask
from label_studio_sdk import LabelStudio
from sqlalchemy import update

from app.clock import now
from app.db import Database
from app.models import Round, User
from app.services import api_tokens
from tests.functional import stage


@pytest.fixture
def tokens(scene: stage.Stage, database: Database) -> dict[str, str]:
    with database.writing() as session:
        return {
            person: api_tokens.make(session, session.get_one(User, key), person, "write")
            for person, key in scene.user_ids.items()
        }


def client(app: Flask, token: str) -> LabelStudio:
    transport = httpx.Client(transport=httpx.WSGITransport(app=app))
    return LabelStudio(base_url="http://localhost", api_key=token, httpx_client=transport)


def close(database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now()))
