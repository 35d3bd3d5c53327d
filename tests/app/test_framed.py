"""What was found in articles: by everybody, or as it was adjudicated."""

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.db import Database
from app.models import Article, Project, Round, RoundTie, User, article_event
from app.services import adjudication, compared, framed
from tests import factories
from tests.app import framed_study


@pytest.fixture
def study(app: Flask, database: Database) -> framed_study.Framed:
    return framed_study.load(app, database)


def of_event(study):
    return select(article_event.c.article_id).where(article_event.c.event_id == study.ids["event"])


def read(study, source=compared.EVERYBODY):
    with study.database.reading() as session:
        choice = compared.choose(session, session.scalars(select(Project)).one(), [], source)
        found = framed.read(session, choice, of_event(study))
        return [
            (one.outlet, one.finding.words, one.finding.label, len(one.finding.annotators), one.zone)
            for one in found.located
        ]


def test_a_blind_open_round_is_not_offered_and_nothing_of_it_is_read(study):
    with study.database.reading() as session:
        project = session.scalars(select(Project)).one()
        asked = compared.choose(session, project, [study.ids["round"]], "")
        assert (asked.offered, asked.rounds, asked.codebook) == ([], [], None)
    assert read(study) == []


def test_agreeing_marks_are_merged_and_others_stand_apart(study):
    study.close()
    assert read(study) == [
        ("The Lamp", "The old autocrat", "HARSH", 2, "body"),
        ("The Lamp", "neutral actor", "NEUTRAL", 2, "body"),
        ("The Bell", "statesman", "NEUTRAL", 1, "body"),
        ("The Bell", "neutral actor", "NEUTRAL", 1, "body"),
    ]


def test_adjudicated_is_what_all_agree_on_and_what_was_decided(study):
    study.close()
    # Borders of the first, and whether the words of one annotator stand, are not settled.
    assert read(study, compared.ADJUDICATED) == [("The Lamp", "neutral actor", "NEUTRAL", 2, "body")]
    with study.database.writing() as session:
        round_ = session.get_one(Round, study.ids["round"])
        actor = session.get_one(User, study.people["adjudicator"])
        adjudication.confirm(session, round_, actor, adjudication.Narrowed(kind="borders"), "overlap")
    words = [row[1:4] for row in read(study, compared.ADJUDICATED)]
    assert words[0][1:] == ("HARSH", 2)
    assert words[1:] == [("neutral actor", "NEUTRAL", 2)]


def test_rounds_of_another_codebook_version_are_named_and_left_out(study):
    study.close()
    with study.database.writing() as session:
        project = session.scalars(select(Project)).one()
        other = factories.add_codebook(session, project, framed_study.BOOK, number=2)
        articles = session.scalars(select(Article)).all()
        later = factories.add_round(session, other, articles, [], name="Later", blind=False)
        again = factories.add_round(session, other, articles, [], name="Again", blind=False)
        session.add(RoundTie(round_id=again.id, other_id=later.id, kind="recodes"))
        session.flush()
        asked = compared.choose(session, project, [later.id, study.ids["round"], again.id], "")
        assert [one.name for one in asked.offered] == ["Later", "Round 1"]
        assert ([one.name for one in asked.rounds], [one.name for one in asked.left_out]) == (
            ["Later"],
            ["Round 1"],
        )
        assert [one.name for one in compared.choose(session, project, [], "").rounds] == ["Round 1"]
        session.execute(update(Round).values(closed_at=None, blind=True))
        session.expire_all()
        assert compared.choose(session, project, [], "").rounds == []
