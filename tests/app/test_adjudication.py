"""The queue of disagreements: what is in it, what decisions do to it, what takes them back."""

import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from annotations.decisions.subject import ANSWER, BORDERS, FOUND, LABEL
from app.models import AnnotationHead, Article, DecisionRow, Round, User
from app.services import adjudication, adjudication_cases, annotate, decisions, doctor, download, verdicts
from app.services.adjudication import DECIDED, NEEDLESS, STALE, UNDECIDED, Narrowed
from app.services.refused import Refused
from app.services.verdicts import Chosen
from exports.archive import write_bundle
from exports.reader import read_bundle
from tests.app import sample_study

pytestmark = [pytest.mark.slow, sample_study.IN_DATABASE]


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


@pytest.fixture
def writing(loaded, database):
    with database.writing() as session:
        yield session


@pytest.fixture
def round_(writing, loaded):
    return writing.get_one(Round, loaded.closed_id)


@pytest.fixture
def adjudicator(writing, loaded):
    return writing.get_one(User, loaded.people["adjudicator"])


def desk(session, round_, user=None):
    return adjudication.desk(session, round_, user)


def items(session, round_, **narrowed):
    return adjudication.narrow(desk(session, round_).all(), Narrowed(**narrowed))


def first(session, round_, **narrowed):
    return items(session, round_, **narrowed)[0]


def decide(session, round_, actor, item, how, *edited, reason="", objection=""):
    article = session.get_one(Article, item.case.article_id)
    chosen = Chosen(item.disagreement.key, item.seen, how, edited, reason, objection)
    return verdicts.decide(session, round_, article, actor, chosen)


def again(session, round_, item):
    place = item.case.article_id, item.disagreement.key
    every = items(session, round_, state="")
    return next(one for one in every if (one.case.article_id, one.disagreement.key) == place)


def coder(item, place=0):
    return item.disagreement.options[place].coders[0].annotation_id


def test_the_queue_holds_every_kind_in_the_order_of_the_texts(writing, round_):
    found = items(writing, round_)
    assert {one.disagreement.kind for one in found} >= {FOUND, BORDERS, LABEL, ANSWER}
    places = [(one.case.article_id, *(one.disagreement.place or (10**6, 0))) for one in found]
    assert [place[:2] for place in places] == sorted(place[:2] for place in places)


def test_it_is_narrowed_by_kind_label_pair_and_outlet(writing, round_):
    every = items(writing, round_)
    for one in every[:40]:
        subject = one.disagreement.subject
        assert one in items(writing, round_, kind=subject.kind)
        label = one.disagreement.labels[0] if one.disagreement.labels else subject.variable
        assert one in items(writing, round_, label=label, outlet=one.case.outlet)
    pair = ("A02", "A03")
    for one in items(writing, round_, pair=pair):
        assert one.disagreement.sides("A02") is not one.disagreement.sides("A03")
    assert items(writing, round_, outlet="no such outlet") == []


def test_a_page_is_a_part_of_the_queue(writing, round_):
    every = items(writing, round_)
    page = adjudication.page(every, adjudication.Listing(page=2))
    assert page.rows == every[25:50]
    assert adjudication.page(every, adjudication.Listing(page=10**6)).number == page.pages


def test_what_one_annotator_said_is_accepted(writing, round_, adjudicator):
    item = first(writing, round_, kind=LABEL)
    chosen = item.disagreement.options[1]
    assert decide(writing, round_, adjudicator, item, f"as:{coder(item, 1)}", reason="Rule 3.") == 1
    now = again(writing, round_, item)
    assert (now.state, now.decision.value, now.decision.reason) == (DECIDED, chosen.value, "Rule 3.")
    row = writing.scalars(select(DecisionRow)).one()
    assert (row.actor_id, row.basis, row.withdrawn, row.batch) == (adjudicator.id, "person", False, None)


def test_dissent_is_kept_with_its_reason(writing, round_, adjudicator):
    item = first(writing, round_, kind=LABEL)
    decide(writing, round_, adjudicator, item, f"as:{coder(item)}", objection="It is irony.")
    dissent = again(writing, round_, item).decision.dissent
    assert {one.annotation_id for one in dissent} == {
        each.annotation_id for option in item.disagreement.options[1:] for each in option.coders
    }
    assert all(one.why.endswith("It is irony.") for one in dissent)


def test_borders_are_merged_or_edited_by_words(writing, round_, adjudicator):
    item = first(writing, round_, kind=BORDERS)
    decide(writing, round_, adjudicator, item, "merge")
    assert again(writing, round_, item).decision.value == item.disagreement.place
    item = again(writing, round_, item)
    words = item.disagreement.subject.marks[0].span.quote
    decide(
        writing,
        round_,
        adjudicator,
        item,
        "edit",
        "  ".join(words.split()),
        reason="The verb is not part of it.",
    )
    decided = again(writing, round_, item).decision
    span = item.disagreement.subject.marks[0].span
    assert decided.value == (span.start, span.end)


@pytest.mark.parametrize(
    ("how", "edited", "says"),
    [
        ("edit", "no such words in it", "not in the article"),
        ("edit", "", "not in the article"),
        ("as:999999", "", "said nothing"),
        ("whole:999999", "", "marked nothing"),
        ("proposal:mace", "", "no such proposal"),
        ("", "", "Choose what is to stand"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(writing, round_, adjudicator, how, edited, says):
    item = first(writing, round_, kind=BORDERS)
    with pytest.raises(Refused, match=says):
        decide(writing, round_, adjudicator, item, how, edited, reason="So.")
    assert writing.scalars(select(DecisionRow)).all() == []


def test_editing_and_rejecting_need_a_reason(writing, round_, adjudicator):
    item = first(writing, round_, kind=LABEL)
    for how in ("edit", "reject"):
        with pytest.raises(Refused, match="needs a reason"):
            decide(writing, round_, adjudicator, item, how, item.disagreement.labels[0], reason="  ")


def test_rejecting_settles_everything_about_the_span(writing, round_, adjudicator):
    item = first(writing, round_, kind=BORDERS)
    decide(writing, round_, adjudicator, item, "reject", reason="No framing at all.")
    group = item.disagreement.subject.group
    states = {
        one.disagreement.kind: one.state
        for one in items(writing, round_, state="")
        if one.disagreement.subject.group == group
    }
    assert states[BORDERS] == NEEDLESS
    assert states.get(FOUND, DECIDED) == DECIDED


def test_a_whole_span_is_accepted_at_once_and_undone_at_once(writing, round_, adjudicator):
    item = first(writing, round_, kind=BORDERS)
    before = adjudication.counts(items(writing, round_, state=""))
    number = item.disagreement.subject.marks[0].coder.annotation_id
    count = decide(writing, round_, adjudicator, item, f"whole:{number}")
    assert count >= 1
    after = adjudication.counts(items(writing, round_, state=""))
    assert after[DECIDED] == count
    newest = decisions.newest_of(writing, round_, adjudicator)
    decisions.withdraw(writing, round_, adjudicator, number=newest.id, batch=newest.batch or "")
    assert adjudication.counts(items(writing, round_, state="")) == before


def test_answers_are_edited_as_their_question_allows(writing, round_, adjudicator):
    for item in items(writing, round_, kind=ANSWER)[:20]:
        option = item.disagreement.options[0].value
        typed = option if isinstance(option, list) else [str(option)] if option is not None else []
        decide(writing, round_, adjudicator, item, "edit", *typed, reason="Read again.")
        assert again(writing, round_, item).decision.value == option


def test_two_who_decide_at_once_do_not_overwrite_each_other(writing, round_, adjudicator, loaded):
    item = first(writing, round_, kind=LABEL)
    decide(writing, round_, adjudicator, item, f"as:{coder(item)}")
    other = writing.get_one(User, loaded.people["manager"])
    with pytest.raises(Refused, match="changed since"):
        decide(writing, round_, other, item, f"as:{coder(item, 1)}")
    decide(writing, round_, other, again(writing, round_, item), f"as:{coder(item, 1)}")
    rows = writing.scalars(select(DecisionRow).order_by(DecisionRow.id)).all()
    assert rows[1].supersedes_id == rows[0].id


def test_nobody_decides_about_an_article_of_their_own(writing, round_, loaded):
    annotator = writing.get_one(User, loaded.people["A"])
    item = first(writing, round_)
    with pytest.raises(Refused, match="You coded this article"):
        decide(writing, round_, annotator, item, f"as:{coder(item)}")
    with pytest.raises(Refused, match="You coded this article"):
        adjudication.confirm(writing, round_, annotator, Narrowed(), "majority")


def test_proposals_are_confirmed_in_bulk_and_undone_with_one_act(writing, round_, adjudicator):
    one = first(writing, round_, kind=FOUND)
    decide(writing, round_, adjudicator, one, "reject", reason="Not a framing.")
    before = [(each.disagreement.key, each.state, each.decision) for each in items(writing, round_, state="")]
    done = adjudication.confirm(writing, round_, adjudicator, Narrowed(kind=FOUND), "majority")
    assert done.count > 5
    assert not any(
        each.proposals and each.proposals[0].basis == "majority"
        for each in items(writing, round_, kind=FOUND)
    )
    assert all(
        each.decision.basis == "majority"
        for each in items(writing, round_, kind=FOUND, state=DECIDED)
        if each.disagreement.key != one.disagreement.key
    )
    assert decisions.withdraw(writing, round_, adjudicator, batch=done.batch) == done.count
    after = [(each.disagreement.key, each.state, each.decision) for each in items(writing, round_, state="")]
    assert after == before
    with pytest.raises(Refused, match="no such decision"):
        decisions.withdraw(writing, round_, adjudicator, batch=done.batch)


def test_confirming_nothing_is_refused(writing, round_, adjudicator):
    with pytest.raises(Refused, match="Nothing undecided"):
        adjudication.confirm(writing, round_, adjudicator, Narrowed(outlet="none"), "majority")


def test_a_changed_annotation_makes_a_decision_stale_and_nothing_else(writing, round_, adjudicator):
    item = first(writing, round_, kind=LABEL)
    decide(writing, round_, adjudicator, item, f"as:{coder(item)}")
    rows = writing.execute(select(DecisionRow)).all()
    writing.execute(update(Round).where(Round.id == round_.id).values(closed_at=None))
    writing.expire_all()
    annotate.reopen(
        writing, adjudicator, writing.get_one(AnnotationHead, coder(item)).assignment, "Look again."
    )
    stale = items(writing, round_, state=STALE)
    assert [one.decision.number for one in stale if one.decision] == [rows[0][0].id]
    assert writing.execute(select(DecisionRow)).all() == rows


def test_everything_decided_makes_an_annotation_that_can_be_a_key(writing, round_, adjudicator):
    article = writing.get_one(Article, first(writing, round_).case.article_id)
    with pytest.raises(Refused, match="still undecided"):
        adjudication.adjudicated(writing, round_, article)
    for one in items(writing, round_):
        if one.case.article_id == article.id:
            now = again(writing, round_, one)
            if now.state == UNDECIDED:
                decide(writing, round_, adjudicator, now, f"as:{coder(now)}")
    key = adjudication.adjudicated(writing, round_, article)
    assert key.submitted
    assert all(article.text[span.start : span.end] == span.quote for span in key.spans)


def test_decisions_are_only_ever_added(loaded, database):
    with database.writing() as session:
        round_ = session.get_one(Round, loaded.closed_id)
        actor = session.get_one(User, loaded.people["adjudicator"])
        item = first(session, round_, kind=LABEL)
        decide(session, round_, actor, item, f"as:{coder(item)}")
    for statement in ("UPDATE decision SET reason = 'x'", "DELETE FROM decision"):
        with pytest.raises(DatabaseError, match="only ever added"), database.writing() as session:
            session.execute(text(statement))


def exported(session, round_):
    out = io.BytesIO()
    write_bundle(out, download.bundle(session, round_.project, rounds=[round_], agreement=False))
    return read_bundle(out).tables


def test_decisions_and_what_stands_are_exported_beside_the_originals(writing, round_, adjudicator):
    before = exported(writing, round_)
    assert before["decisions.csv"] == before["adjudicated_spans.csv"] == []
    done = adjudication.confirm(writing, round_, adjudicator, Narrowed(kind=FOUND), "majority")
    item = first(writing, round_, kind=LABEL)
    decide(writing, round_, adjudicator, item, f"as:{coder(item)}", reason="Rule 4.", objection="Irony.")
    decisions.withdraw(writing, round_, adjudicator, batch=done.batch)
    tables = exported(writing, round_)
    for name in ("annotations.csv", "spans.csv", "assignments.csv"):
        assert tables[name] == before[name]
    log = tables["decisions.csv"]
    assert len(log) == 2 * done.count + 1
    (kept,) = [row for row in log if row["in_force"]]
    assert (kept["kind"], kept["reason"], kept["stale"], kept["basis"]) == (
        "label",
        "Rule 4.",
        False,
        "person",
    )
    assert kept["verdict"] == {"value": item.disagreement.options[0].value}
    assert {one["annotator"] for one in kept["subject"]} == item.disagreement.annotators
    assert all(one["why"].endswith("Irony.") for one in kept["dissent"])
    here = desk(writing, round_)
    stood = [
        (f"A{article_id}", one.span.start, one.span.end, one.span.label, one.basis)
        for article_id in here.cases.articles
        for one in adjudication.stands(writing, here, article_id).spans
    ]
    assert stood == [
        (row["article_id"], row["start"], row["end"], row["label"], row["adjudicated_basis"])
        for row in tables["adjudicated_spans.csv"]
    ]
    assert stood
    answers = [
        (f"A{article_id}", one.variable, one.basis)
        for article_id in here.cases.articles
        for one in adjudication.stands(writing, here, article_id).answers
    ]
    assert answers == [
        (row["article_id"], row["variable"], row["adjudicated_basis"])
        for row in tables["adjudicated_answers.csv"]
    ]


def found_by_the_doctor(database):
    with database.reading() as session:
        return [one for one in doctor.check(session) if one.check == "decision"]


def test_the_doctor_reads_every_decision(loaded, database):
    with database.writing() as session:
        round_ = session.get_one(Round, loaded.closed_id)
        actor = session.get_one(User, loaded.people["adjudicator"])
        adjudication.confirm(session, round_, actor, Narrowed(), "majority")
    assert found_by_the_doctor(database) == []
    with database.writing() as session:
        on_table = "" if database.is_sqlite else " ON decision"
        session.execute(text(f"DROP TRIGGER decision_not_updated{on_table}"))
        spanned = [row for row in session.scalars(select(DecisionRow)) if row.subject["marks"]]
        spanned[0].subject = spanned[0].subject | {"kind": "mood"}
        marks = spanned[1].subject["marks"]
        moved = marks[0] | {
            "span": marks[0]["span"] | {"start": 1, "end": 1 + len(marks[0]["span"]["quote"])}
        }
        spanned[1].subject = spanned[1].subject | {"marks": [moved, *marks[1:]]}
        other = next(row for row in spanned if row.article_id != spanned[2].article_id)
        spanned[2].supersedes_id = other.id
        expected = {spanned[0].id, spanned[1].id, spanned[2].id}
    told = found_by_the_doctor(database)
    assert {int(re.search(r"Decision (\d+)", one.message)[1]) for one in told} == expected


def test_a_large_round_finds_out_who_is_most_reliable_once_somebody_asks(
    writing, round_, adjudicator, monkeypatch
):
    monkeypatch.setattr(adjudication_cases, "HEAVY", 0)
    monkeypatch.setattr(adjudication_cases, "_recent", adjudication_cases.Kept(10**6))
    models = {"dawid-skene", "mace"}
    assert not models & set(adjudication.proposed(items(writing, round_)))
    adjudication.desk(writing, round_, adjudicator, estimate=True)
    assert models <= set(adjudication.proposed(items(writing, round_)))


def test_the_length_of_a_queue_costs_no_walk_over_the_round_for_each_disagreement(writing, round_):
    class Watched(dict):
        walks = 0

        def values(self):
            Watched.walks += 1
            return super().values()

    here = desk(writing, round_)
    here = replace(here, cases=replace(here.cases, articles=Watched(here.cases.articles)))
    every = list(here.all())
    adjudication.proposed(every)
    assert Watched.walks < len(every)
