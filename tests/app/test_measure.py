"""Agreement of a round: drawn from what was submitted, the same each time, renewed when something changes."""

import re

import pytest
from sqlalchemy import event, select

from app.models import AnnotationHead, Round
from app.services import annotate, frozen, measure
from app.services.codings import codings, standing
from tests.app import sample_study

pytestmark = [pytest.mark.slow, sample_study.IN_DATABASE]


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


def reopen_one(database, loaded) -> None:
    """Give one annotation back: the round is opened for a moment, as no page could."""
    with database.writing() as session:
        round_ = session.get_one(Round, loaded.closed_id)
        round_.closed_at = None
        session.flush()
        head = session.scalar(select(AnnotationHead).order_by(AnnotationHead.id))
        annotate.reopen(session, None, head.assignment, "Look again.")


def test_codings_carry_every_span_and_answer(loaded, database):
    with database.reading() as session:
        found = codings(session, session.get_one(Round, loaded.closed_id))
    assert len(found) == 18
    assert sum(len(one.annotation.spans) for one in found) == 237
    assert all(len(one.annotation.answers) == 14 for one in found)
    assert {one.annotator for one in found} == {"A02", "A03", "A04"}
    assert {one.codebook_version for one in found} == {"v1"}
    assert all(re.fullmatch(r"\d{4}-W\d\d", one.week) for one in found)


def test_a_draft_counts_as_missing_and_shows_nothing(loaded, database):
    reopen_one(database, loaded)
    with database.reading() as session:
        round_ = session.get_one(Round, loaded.closed_id)
        assert sum(not one.annotation.submitted for one in codings(session, round_)) == 1
        assert all(one.annotation.submitted or not one.annotation.spans for one in codings(session, round_))
        report = measure.round_report(session, round_)
        assert [(one.reason, one.count) for one in report.dropped] == [("annotations not submitted", 1)]
        assert standing(session, round_).count("draft") == 1


def test_a_report_is_the_same_until_something_changes(loaded, database):
    with database.reading() as session:
        first = measure.round_report(session, session.get_one(Round, loaded.closed_id))
    with database.reading() as session:
        assert measure.round_report(session, session.get_one(Round, loaded.closed_id)) is first
    reopen_one(database, loaded)
    with database.reading() as session:
        assert measure.round_report(session, session.get_one(Round, loaded.closed_id)).annotations == 17


def test_another_seed_moves_intervals_and_no_value(loaded, database):
    with database.reading() as session:
        round_ = session.get_one(Round, loaded.closed_id)
        one, other = (measure.round_report(session, round_, seed=seed, replicates=100) for seed in (1, 2))
    # Gamma's chance is drawn as well.
    kept = [
        [row.agreement.value for row in report.rows if row.question != "spans aligned"]
        for report in (one, other)
    ]
    assert kept[0] == kept[1]
    assert [row.agreement.low for row in one.rows] != [row.agreement.low for row in other.rows]


def test_codings_need_few_questions_to_the_database(loaded, database):
    asked = []
    event.listen(database.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with database.reading() as session:
        round_ = session.get_one(Round, loaded.closed_id)
        asked.clear()
        codings(session, round_)
    assert len(asked) <= 8


def test_one_annotator_alone_agrees_with_nobody(loaded, database):
    with database.reading() as session:
        report = measure.round_report(session, session.get_one(Round, loaded.open_id))
    assert report.annotations == 1
    assert all(row.agreement.reason for row in report.rows)
    assert {row.agreement.reason for row in report.rows if row.question == "answer"} == {"only one annotator"}


def test_the_words_of_the_texts_are_read_when_they_are_needed(loaded, database, monkeypatch):
    monkeypatch.setattr(frozen, "_words", frozen.Kept(frozen.MAX_WORDED_CHARACTERS))
    asked = []
    with database.reading() as session:
        round_ = session.get_one(Round, loaded.closed_id)

        def notice(_conn, _cursor, statement, *_rest):
            asked.append("article.text" in statement)

        event.listen(session.connection(), "before_cursor_execute", notice)
        assert {one.words for one in codings(session, round_)} == {None}
        assert not any(asked)
        found = codings(session, round_, words=True)
        assert sum(asked) == 1, "one query for all texts"
        asked.clear()
        again = codings(session, round_, words=True)
        assert not any(asked)
    assert all(one.words is other.words for one, other in zip(found, again, strict=True))
    assert all(len(one.words) > 50 and one.words.ends[-1] <= one.length for one in found)
