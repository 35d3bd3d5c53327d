"""Recoding under a newer codebook: a copy for whom it touches, and originals that nothing ever touches."""

import pytest
from sqlalchemy import select

from annotations import codebook_edits
from annotations.recoding import touched
from app.clock import now
from app.models import Assignment, ChangeRow, Round, User
from app.services import annotate, annotation_state, codebook_recoding, codebook_usage, doctor, rounds, saving
from app.services.refused import Refused
from tests import factories
from tests.annotations.small_study import CODEBOOK, mark
from tests.html_forms import form_to
from tests.visitor import Visitor

SPLIT = codebook_edits.split(
    codebook_edits.merge(CODEBOOK, ["framing/voice/quote"], "framing/voice/outlet"),
    "framing/HARSH",
    [{"code": "ICY", "name": "Icy"}, {"code": "RUDE", "name": "Rude"}],
)
NEWER = codebook_edits.change(SPLIT, "codebook", {"version": "2"})
REST = [{"op": "answer", "variable": "slant", "value": 1}, {"op": "submit"}]


def say(session, round_, user, article, operations):
    query = select(Assignment).where(
        Assignment.round_id == round_.id,
        Assignment.annotator_id == user.id,
        Assignment.article_id == article.id,
    )
    owed = session.scalars(query).one()
    annotate.save(session, user, owed, 0, f"k{owed.id}", saving.written(now()), [*operations, *REST])


@pytest.fixture
def study(database):
    """A closed round: both annotators used HARSH, one of them in one of two articles only."""
    with database.writing() as session:
        project = factories.add_project(session)
        people = {
            name: factories.add_member(session, project, role, name)
            for name, role in (("Mara", "manager"), ("Ann", "annotator"), ("Bob", "annotator"))
        }
        book = factories.add_codebook(session, project)
        articles = [factories.add_article(session, project) for _ in range(2)]
        source = factories.add_round(session, book, articles, [people["Ann"], people["Bob"]])
        harsh = mark("a", 6, 14, attributes={"voice": "quote", "speaker": "A witness"}, note="n")
        mild = mark("b", 22, 27, label="MILD", attributes={"voice": "outlet"})
        say(session, source, people["Ann"], articles[0], [harsh, mild])
        say(session, source, people["Ann"], articles[1], [mild])
        say(session, source, people["Bob"], articles[0], [mild])
        say(session, source, people["Bob"], articles[1], [harsh])
        newer = factories.add_codebook(session, project, NEWER, number=2)
        return {"source": source.id, "newer": newer.id} | {name: user.id for name, user in people.items()}


def closed(session, study):
    source = session.get_one(Round, study["source"])
    if source.state == "open":
        rounds.close_round(session, source, None)
    return source


def planned(session, study, entries=("framing/HARSH",)):
    source = closed(session, study)
    version = next(
        one for one in codebook_recoding.later_versions(session, source) if one.id == study["newer"]
    )
    return codebook_recoding.plan(session, source, version, entries)


def log(session):
    rows = session.scalars(select(ChangeRow).order_by(ChangeRow.id)).all()
    return [(row.id, row.hash, row.previous_hash, row.operations) for row in rows]


def test_who_used_what_was_split_begins_again_with_what_they_said(database, study):
    with database.writing() as session:
        plan = planned(session, study)
        assert [(share.user.name, share.articles, share.judgements) for share in plan.shares] == [
            ("Ann", 1, 1),
            ("Bob", 1, 1),
        ]
        before = log(session)
        made = codebook_recoding.make(
            session, plan.source.project, plan, session.get_one(User, study["Mara"])
        )
        assert log(session)[: len(before)] == before
        assert (made.name, made.state, made.blind) == ("Round 1, recoded under 2", "open", True)
        assert made.tied("recodes").other_id == study["source"]
        owed = session.scalars(select(Assignment).where(Assignment.round_id == made.id)).all()
        assert [(one.annotator_id, one.position) for one in owed] == [(study["Ann"], 1), (study["Bob"], 1)]
        work = annotation_state.load(session, owed[0].id)
        assert [(one.label, one.attributes["voice"], one.note) for one in work.annotation.spans] == [
            ("HARSH", "outlet", "n"),
            ("MILD", "outlet", ""),
        ]
        assert [one.kind for one in work.missing] == ["label"]
        assert (work.annotation.answers, work.annotation.state) == ({"slant": 1}, "draft")
    with database.reading() as session:
        assert doctor.check(session) == []


def test_every_touched_judgement_is_in_exactly_one_assignment(database, study):
    with database.writing() as session:
        plan = planned(session, study, ["framing/HARSH", "framing/voice/quote"])
        touch = touched(CODEBOOK, plan.entries)
        counts = codebook_usage.judged(session, plan.source, touch).assignments
        cells = [(one.article_id, one.annotator_id) for one in plan.assignments]
        assert len(set(cells)) == len(cells)
        assert {one.id for one in plan.assignments} == set(counts)
        assert sum(share.judgements for share in plan.shares) == counts.total() == 2


def test_it_is_made_once_for_a_closed_round_and_only_if_something_is_touched(database, study):
    with database.writing() as session:
        source = session.get_one(Round, study["source"])
        version = codebook_recoding.later_versions(session, source)[0]
        with pytest.raises(Refused, match="once it is closed"):
            codebook_recoding.plan(session, source, version, ["framing/HARSH"])
        with pytest.raises(Refused, match="nothing to recode"):
            planned(session, study, [])
        plan = planned(session, study)
        codebook_recoding.make(session, plan.source.project, plan, session.get_one(User, study["Mara"]))
        with pytest.raises(Refused, match="already"):
            planned(session, study)


def test_of_an_open_blind_round_nothing_is_counted(database, study):
    with database.reading() as session:
        source = session.get_one(Round, study["source"])
        (used,) = codebook_usage.usage(session, source.project, ["framing/HARSH"]).rounds
        assert (used.hidden, used.judgements, used.by_annotator) == (True, 0, ())
    with database.writing() as session:
        closed(session, study)
        (used,) = codebook_usage.usage(session, source.project, ["framing/HARSH"]).rounds
        assert (used.hidden, used.judgements) == (False, 2)


def test_the_pages_show_it_first_and_the_annotator_chooses_anew(app, database, study):
    manager, path = Visitor(app, study["Mara"]), f"/projects/study/rounds/{study['source']}/recode"
    assert "counted once it is closed" in manager.get(path).text
    with database.writing() as session:
        closed(session, study)
    page = manager.get(path)
    preview = manager.post(
        form_to(page.text, "/recode").action, form_to(page.text, "/recode").filled(step="preview")
    )
    assert preview.status_code == 200
    assert "Round 1, recoded under 2" in preview.text
    made = manager.post(path + "?version=2", form_to(preview.text, "/recode").filled(step="make"))
    assert made.status_code == 303, made.text
    with database.reading() as session:
        owed = session.scalars(
            select(Assignment.id)
            .order_by(Assignment.id.desc())
            .where(Assignment.annotator_id == study["Bob"])
        ).first()
    bob = Visitor(app, study["Bob"])
    assert bob.get(f"/projects/study/annotate/{owed}").status_code == 200

    def send(version, *operations):
        return bob.post_json(
            f"/api/assignments/{owed}/changes",
            {
                "base_version": version,
                "key": f"b{version}{len(operations)}",
                "client_time": "2026-01-01T00:00:00Z",
                "operations": list(operations),
            },
        )

    assert send(1, {"op": "submit"}).status_code == 422
    assert send(1, mark("z", 0, 3, carried=True)).status_code == 422
    chosen = send(1, {"op": "relabel", "span": "a", "label": "ICY"}, {"op": "submit"})
    assert chosen.status_code == 200, chosen.text
    with database.reading() as session:
        assert doctor.check(session) == []
