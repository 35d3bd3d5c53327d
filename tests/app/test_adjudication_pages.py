"""The pages of adjudication: what they show to whom, and that forms alone suffice."""

import re
from html import unescape

import pytest
from sqlalchemy import event, select, update

from app.clock import now
from app.models import Assignment, DecisionRow, Project, Round
from app.services import adjudication
from tests.app import sample_study
from tests.app.sample_study import URL
from tests.html_forms import form_to, forms_of

pytestmark = [pytest.mark.slow, sample_study.IN_DATABASE]


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


@pytest.fixture
def queue(loaded):
    return f"{URL}/rounds/{loaded.closed_id}/adjudication"


def first_link(page: str) -> str:
    return unescape(re.search(r'href="([^"]*/adjudication/articles/[^"#]*)', page)[1])


def rows(database):
    with database.reading() as session:
        return session.scalars(select(DecisionRow).order_by(DecisionRow.id)).all()


def deciding(visitor, path):
    """Return the form by which a disagreement is decided."""
    page = visitor.get(path)
    assert page.status_code == 200, page.text
    of_article = (form for form in forms_of(page.text) if "/articles/" in form.action)
    return next(form for form in of_article if form.filled().get("seen"))


def send(visitor, form, **values):
    return visitor.post(unescape(form.action), form.filled(**values))


def test_the_queue_tells_what_was_said_and_leads_to_the_article(loaded, queue):
    page = loaded.visitor("adjudicator").get(queue)
    assert page.status_code == 200
    for words in ("Undecided", "Borders", "Label", "Answer", "annotators", "Confirm them"):
        assert words in page.text
    article = loaded.visitor("adjudicator").get(first_link(page.text))
    assert article.status_code == 200
    for words in ("What is to stand?", "Lanes under the lines", "Marks in this paragraph"):
        assert words in article.text
    assert 'class="piece is-focus' in article.text or "Show it in the text" not in article.text


@pytest.mark.parametrize(
    "query",
    [
        "state=all",
        "state=decided",
        "kind=label",
        "pair=A02|A03",
        "outlet=Nowhere",
        "page=99999",
        "kind=%01",
        "pair=|",
    ],
)
def test_it_is_narrowed_by_the_address(loaded, queue, query):
    page = loaded.visitor("manager").get(f"{queue}?{query}")
    assert page.status_code == 200
    assert "Adjudication" in page.text


def test_a_decision_is_one_form_and_leads_to_the_next_disagreement(loaded, queue, database):
    visitor = loaded.visitor("adjudicator")
    path = first_link(visitor.get(f"{queue}?kind=label").text)
    form = deciding(visitor, path)
    how = form.labels["how"][0][0]
    answer = send(visitor, form, how=how, reason="Rule 2.")
    assert answer.status_code == 303
    assert "kind=label" in answer.headers["Location"]
    assert "#decide" in answer.headers["Location"]
    assert "at=" in answer.headers["Location"]
    assert [(row.reason, row.basis) for row in rows(database)] == [("Rule 2.", "person")]
    shown = visitor.get(path).text
    assert "decided by you" in shown
    assert "Rule 2." in shown
    assert "said otherwise" in shown


def test_a_refused_decision_comes_back_with_what_was_typed(loaded, queue, database):
    visitor = loaded.visitor("adjudicator")
    form = deciding(visitor, first_link(visitor.get(f"{queue}?kind=label").text))
    answer = send(visitor, form, how="reject", objection="<b>They object</b>")
    assert answer.status_code == 422
    assert "needs a reason" in answer.text
    assert "&lt;b&gt;They object&lt;/b&gt;" in answer.text
    for values in ({}, {"how": "as:x"}, {"how": "edit", "reason": "x", "edited": "nonsense"}):
        assert send(visitor, form, **values).status_code == 422
    assert rows(database) == []


def test_a_page_that_is_older_than_a_decision_decides_nothing(loaded, queue, database):
    one, other = loaded.visitor("adjudicator"), loaded.visitor("manager")
    path = first_link(one.get(f"{queue}?kind=label").text)
    mine, theirs = deciding(one, path), deciding(other, path)
    how = mine.labels["how"][0][0]
    assert send(one, mine, how=how).status_code == 303
    answer = send(other, theirs, how=how)
    assert answer.status_code == 422
    assert "somebody decided meanwhile" in answer.text.replace("\n", " ")
    assert len(rows(database)) == 1


def test_proposals_are_confirmed_and_taken_back_by_one_button(loaded, queue, database):
    visitor = loaded.visitor("adjudicator")
    page = visitor.get(f"{queue}?kind=found")
    answer = send(visitor, form_to(page.text, "/confirm"), basis="majority")
    assert answer.status_code == 303
    confirmed = len(rows(database))
    assert confirmed > 5
    listed = visitor.get(f"{queue}?state=decided").text
    assert f"Decided {confirmed}" in listed
    undo = form_to(listed, "/undo")
    assert send(visitor, undo).status_code == 303
    assert "Decided 0" in visitor.get(queue).text
    assert len(rows(database)) == 2 * confirmed
    assert send(visitor, undo).status_code == 422


@pytest.mark.parametrize(
    "data", [{}, {"basis": "wish"}, {"number": "x"}, {"number": "999999"}, {"batch": "no"}]
)
def test_nonsense_is_refused(loaded, queue, data):
    visitor = loaded.visitor("adjudicator")
    for act in ("confirm", "undo"):
        assert visitor.post(f"{queue}/{act}", data).status_code == 422


def test_adjudicators_see_names_only_as_the_project_sets(loaded, queue, database):
    path = first_link(loaded.visitor("adjudicator").get(queue).text)
    assert "Annotator A" not in loaded.visitor("adjudicator").get(path).text
    assert "Annotator A" in loaded.visitor("manager").get(path).text
    answer = loaded.visitor("manager").post(
        f"{URL}/settings", {"title": "T", "description": "", "adjudicators_see_names": "y"}
    )
    assert answer.status_code == 303
    with database.reading() as session:
        assert session.get_one(Project, loaded.project_id).adjudicators_see_names
    assert "Annotator A" in loaded.visitor("adjudicator").get(path).text


def test_who_coded_the_article_reads_and_does_not_decide(loaded, queue, database):
    with database.writing() as session:
        article = session.scalar(select(Assignment.article_id).where(Assignment.round_id == loaded.closed_id))
        session.add(
            Assignment(
                round_id=loaded.closed_id,
                article_id=article,
                annotator_id=loaded.people["manager"],
                position=1,
            )
        )
    page = loaded.visitor("manager").get(f"{queue}/articles/{article}").text
    assert "others decide about it" in page
    assert "What is to stand?" not in page


def test_an_article_outside_the_round_is_not_there(loaded, queue):
    assert loaded.visitor("manager").get(f"{queue}/articles/999999").status_code == 404


@pytest.mark.parametrize("name", ["A", "viewer"])
def test_annotators_and_viewers_do_not_adjudicate(loaded, queue, name):
    assert loaded.visitor(name).get(queue).status_code == 404


def test_an_open_blind_round_is_adjudicated_by_nobody(loaded):
    path = f"{URL}/rounds/{loaded.open_id}/adjudication"
    for name in loaded.people:
        assert loaded.visitor(name).get(path).status_code == 404


def test_annotators_see_decisions_beside_their_own_once_released(loaded, queue, database):
    visitor, manager = loaded.visitor("adjudicator"), loaded.visitor("A")
    assignment = loaded.owed_by("A", loaded.closed_id)[0]
    path = f"{URL}/annotate/{assignment}/decisions"
    assert manager.get(path).status_code == 404
    send(visitor, form_to(visitor.get(queue).text, "/confirm"), basis="majority")
    with database.writing() as session:
        session.execute(update(Round).where(Round.id == loaded.closed_id).values(released_at=now()))
    page = manager.get(path)
    assert page.status_code == 200
    assert "as you had it" in page.text
    for other in ("A03", "A04", "Annotator B"):
        assert other not in page.text
    assert loaded.visitor("B").get(path).status_code == 404
    queue_page = manager.get(f"{URL}/queue?round={loaded.closed_id}").text
    assert path in queue_page


def test_the_number_of_queries_does_not_grow_with_the_decisions(loaded, queue, database):
    visitor = loaded.visitor("adjudicator")

    def queries(path):
        asked = []

        def note(*said):
            asked.append(said[2])

        visitor.get(path)  # what is kept in memory is there now
        event.listen(database.engine, "before_cursor_execute", note)
        visitor.get(path)
        event.remove(database.engine, "before_cursor_execute", note)
        return len(asked)

    before = queries(queue)
    send(visitor, form_to(visitor.get(queue).text, "/confirm"), basis="majority")
    assert queries(f"{queue}?state=decided") <= before + 1
    assert before < 25


def test_every_kind_of_disagreement_and_question_can_be_edited_on_its_page(loaded, queue, database):
    visitor = loaded.visitor("adjudicator")
    with database.reading() as session:
        here = adjudication.desk(session, session.get_one(Round, loaded.closed_id), None)
        found = {(one.disagreement.kind, one.disagreement.subject.variable): one for one in here.all()}
    assert len(found) > 10
    for (kind, _), item in found.items():
        path = f"{queue}/articles/{item.case.article_id}?at={item.disagreement.key}"
        form = deciding(visitor, path)
        how = [value for value, _ in form.labels["how"]]
        assert ("edit" in how, "reject" in how) == (kind != "found", kind != "found")
        assert len([value for value in how if value.startswith("as:")]) == len(item.disagreement.options)
        edited = {"edited": []} if "edited" in form.labels else {}
        answer = send(
            visitor, form, how=how[0] if kind == "found" else "edit", reason="Read again.", **edited
        )
        assert answer.status_code in {303, 422}, answer.text
    assert len(rows(database)) > len(found) / 2
