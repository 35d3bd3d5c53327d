"""The talks of 8 May 2025 as two outlets tell them: side by side, and who calls whom what."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from annotations.codebook import Variable
from annotations.codebook_csv import read_csv
from app.clock import now
from app.db import Database
from app.models import Article, Round, User
from app.services import annotate_import, article_files, events, importing
from app.services.drafts import ImportSettings
from tests import factories
from tests.visitor import Visitor

PAIR = {"002": "Outlet of 002", "003": "Outlet of 003"}


@pytest.fixture
def talks(app: Flask, database: Database, shared: Path) -> tuple[Visitor, int]:
    """A closed round with all verified spans, and an event that two of the articles report."""
    book = read_csv((shared / "examples" / "codebook.csv").read_text(encoding="utf-8"))
    (layer,) = book.layers
    speaker = Variable("voice_source", "Speaker", "span", "text", "", required=False)
    book = replace(book, layers=(replace(layer, attributes=(*layer.attributes, speaker)),))
    with (shared / "examples" / "seed_spans.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with database.writing() as session:
        project = factories.add_project(session)
        viewer = factories.add_member(session, project, "viewer")
        ann = factories.add_member(session, project, "annotator", "Ann")
        version = factories.add_codebook(session, project, book)
        for path in sorted((shared / "seeds").glob("*.txt")):
            settings = ImportSettings(outlet=PAIR.get(path.name[:3], "Another"), published="2025-05-08")
            read = article_files.read_files([(path.name, path.read_bytes())], settings)
            importing.import_articles(session, project, read.drafts, None, keep_duplicates=False)
        articles = session.scalars(select(Article).order_by(Article.id)).all()
        made = factories.add_round(session, version, articles, [session.get_one(User, ann.id)])
        report = annotate_import.import_spans(session, made, ann, rows, skip_refused=False)
        assert (report.spans, report.refused) == (47, [])
        event = events.add(session, project, None, {"name": "Talks", "date": "2025-05-08", "description": ""})
        events.assign(session, project, event, None, [one.name for one in articles if one.name[:3] in PAIR])
        session.execute(update(Round).values(closed_at=now()))
        event_id, user_id = event.id, viewer.id
    return Visitor(app, user_id), event_id


def test_the_texts_stand_side_by_side_with_what_they_call_whom(talks):
    visitor, event_id = talks
    page = visitor.get(f"/projects/study/events/{event_id}/texts").text
    assert page.count('<article class="card event-text"') == 2
    first, second = page[page.index(PAIR["002"]) :].split(PAIR["003"], 1)
    marks = " ".join(re.sub("<[^>]*>", "", first).split()), " ".join(re.sub("<[^>]*>", "", second).split())
    assert "neutral actor Neutrality claim · Target: China (state) · Voice: paraphrase" in marks[0]
    assert (
        "adversary nations Adversary / threat · Target: Russia and China as a pair · Voice: outlet"
        in marks[1]
    )
    assert "Chinese autocrat Delegitimising label · Target: Xi Jinping · Voice: outlet" in marks[1]


def test_the_table_says_who_calls_whom_what(talks):
    visitor, event_id = talks
    rows = json.loads(visitor.get(f"/projects/study/events/{event_id}/words.json?zone=any").text)
    said = {(row["outlet"], row["target"], row["words"], row["voice"]) for row in rows}
    assert {
        (PAIR["002"], "CHN", "neutral actor", "paraphrase"),
        (PAIR["003"], "RUSCHN", "adversary nations", "outlet"),
        (PAIR["003"], "XI", "Chinese autocrat", "outlet"),
    } <= said
    wrapped = [row for row in rows if "\n" in row["quote"]]
    assert wrapped
    assert all("\n" not in row["words"] for row in wrapped)
    page = visitor.get(f"/projects/study/events/{event_id}/words").text
    table = " ".join(re.sub("<[^>]*>", " ", page[page.index("<table") :]).split())
    assert "Xi Jinping" in table
    assert "Chinese autocrat Delegitimising label outlet · 1× by 1 annotator" in table


def test_chains_of_voices_are_told_apart(talks):
    visitor, event_id = talks
    page = visitor.get(f"/projects/study/events/{event_id}/voices?zone=any").text
    assert "via <bdi>Kremlin readout</bdi> 1×" in " ".join(page.split())
