"""The credibility of outlets leaves with the spans, and what is not written of it is told."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from sqlalchemy import select

from app.models import Project
from app.services.marks_rated import NOT_WRITTEN, with_credibility
from exports.formats import qdpx
from exports.formats.marked import File, Losses, Marked, MarkedArticle, MarkedSpan, Reading
from exports.formats.qdpx_reader import read
from tests.app import rating_study
from tests.exports.marked_study import BOOK

SPAN = MarkedSpan("S1", "framing", "HARSH", 0, 4, "Rain")
ARTICLE = MarkedArticle(
    "A1", "a.txt", "Rain fell.", [Reading("A01", "N1", None, [SPAN])], {"outlet": "The Lamp"}
)
OTHER = replace(ARTICLE, article_id="A2", name="b.txt", metadata={"outlet": "The Wick"})
MARKED = Marked("press", "Press", "v1", BOOK, [ARTICLE, OTHER], datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def study(app, database):
    return rating_study.build(app, database)


def given(database) -> tuple[Marked, Losses]:
    losses = Losses()
    with database.reading() as session:
        return with_credibility(session, session.scalars(select(Project)).one(), MARKED, losses), losses


def test_a_case_has_the_newest_score_once_its_session_shows_it(database, study, shared: Path):
    study.rate("ada")
    study.rate("ben", C1="4")
    assert given(database)[0] is MARKED
    assert given(database)[1].listed() == ()
    study.act("close")
    marked, losses = given(database)
    (lost,) = losses.listed()
    assert (lost.what, lost.example) == (NOT_WRITTEN, "The Lamp")
    data = b"".join(piece.data for piece in qdpx.write(marked, losses))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("project.qde"))
    etree.XMLSchema(etree.parse(shared / "datasets" / "refi-qda" / "Project.xsd")).assertValid(root)
    cases = {one.get("name"): one for one in root.iter("{*}Case")}
    assert [one.text for one in cases["Outlet: The Lamp"].iter("{*}FloatValue")] == [
        "78.8"
    ]  # of 50/65 and 52.5/65
    assert list(cases["Outlet: The Wick"].iter("{*}FloatValue")) == []
    found = read([File("press.qdpx", data)])
    assert [(one.article, len(one.spans), dict(one.answers)) for one in found.readings] == [
        ("a.txt", 1, {}),
        ("b.txt", 1, {}),
    ]
