"""Zones of an article, corrected on its page."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.db import Database
from app.models import Activity, Article, ArticleZone
from tests.app.corpus_study import STORY, bring, draft, make_study


@pytest.fixture
def study(app: Flask, database: Database) -> dict[str, Any]:
    return make_study(app, database)


def zones_of(database: Database, article_id: int) -> list[tuple[int, int, str, str]]:
    with database.reading() as session:
        query = select(ArticleZone).where(ArticleZone.article_id == article_id).order_by(ArticleZone.start)
        return [(zone.start, zone.stop, zone.kind, zone.basis) for zone in session.scalars(query)]


def test_zones_are_set_changed_and_removed_by_hand_and_the_text_stays(study, database: Database):
    [article_id] = bring(database, study, draft("a"))
    path, manager = f"/projects/study/articles/{article_id}/zones", study["manager"]
    end = len(STORY)
    suggested = [(0, 16, "headline", "suggested"), (end - 11, end, "boilerplate", "suggested")]
    assert zones_of(database, article_id) == suggested
    assert manager.post(path, {"first": 2, "last": 3, "kind": "caption"}).status_code == 303
    caption = (18, end - 13, "caption", "entered")
    assert zones_of(database, article_id) == [suggested[0], caption, suggested[1]]
    manager.post(path, {"start": 18, "end": end - 13, "kind": "promo"})
    assert zones_of(database, article_id)[1][2:] == ("promo", "entered")
    manager.post(path, {"start": 0, "end": 16, "kind": "headline", "remove": "1"})
    manager.post(path, {"start": 18, "end": 21, "kind": "body"})
    assert zones_of(database, article_id) == [(21, end - 13, "promo", "entered"), suggested[1]]
    with database.reading() as session:
        assert session.scalar(select(Article.text).where(Article.id == article_id)) == STORY
        acts = select(func.count()).where(Activity.verb == "zones.changed")
        assert session.scalar(acts) == 4


@pytest.mark.parametrize(
    "fields",
    [
        {"start": 5, "end": 5},
        {"start": 9, "end": 5},
        {"start": -1, "end": 5},
        {"start": 0, "end": len(STORY) + 1},
        {"start": "1.5", "end": 5},
        {"start": 0, "end": 10**30},
        {"start": 16, "end": 18},  # nothing but line ends
        {"start": 0},
        {"first": 0, "last": 1},
        {"first": 2, "last": 1},
        {"first": 1, "last": 99},
        {"first": "x", "last": 1},
        {"start": 0, "end": 5, "kind": "nonsense"},
    ],
)
def test_a_zone_that_no_text_can_have_is_refused_not_clipped(study, database: Database, fields):
    [article_id] = bring(database, study, draft("a"))
    before = zones_of(database, article_id)
    answer = study["manager"].post(
        f"/projects/study/articles/{article_id}/zones", {"kind": "promo", **fields}
    )
    assert answer.status_code == 422
    assert zones_of(database, article_id) == before


def test_a_zone_may_reach_from_the_first_to_the_last_character(study, database: Database):
    [article_id] = bring(database, study, draft("a"))
    path = f"/projects/study/articles/{article_id}/zones"
    assert study["manager"].post(path, {"start": 0, "end": len(STORY), "kind": "promo"}).status_code == 303
    assert zones_of(database, article_id) == [(0, len(STORY), "promo", "entered")]
