import re

import pytest
from flask import Flask
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from app.clock import now
from app.db import Database
from app.models import Article, Assignment, ChangeRow, Outlet, Round, SpanRow, Unmasking
from app.services import doctor, masks, unmaskings
from app.services.refused import Refused
from tests import factories
from tests.app.saving_study import Study
from tests.visitor import Visitor

TEXT = "By Ida Quill and Bo Marsh\nThe Lamp’s man said the 😀 Bulb Post was fine, wrote The Lamp News.\n"
NAME = "The Lamp’s"
START = TEXT.index(NAME)


@pytest.fixture
def study(app: Flask, database: Database) -> Study:
    """A round that hides outlets; its articles name theirs in the title, the byline and the text."""
    with database.writing() as session:
        project = factories.add_project(session)
        manager = factories.add_member(session, project, "manager", "Mara")
        ada = factories.add_member(session, project, "annotator", "Ada")
        book = factories.add_codebook(session, project)
        outlet = factories.add_outlet(session, project, "The Lamp")
        outlet.url = "https://www.lamp.example/"
        articles = [factories.add_article(session, project, TEXT, outlet=outlet) for _ in range(2)]
        articles[0].title, articles[1].title = "The Lamp on lamps", ""
        made = factories.add_round(session, book, articles, [ada])
        made.outlet_masked = True
        session.flush()
        first, second = session.scalars(
            select(Assignment.id).where(Assignment.round_id == made.id).order_by(Assignment.position)
        )
        ids = (project.slug, made.id, book.id, ada.id, ada.id, manager.id, first, second, first)
    visitor = Visitor(app, ids[3])
    return Study(*ids, visitor, visitor.token())


def marked(quote: str, start: int = START, uid: str = "a", **more) -> dict:
    place = {"start": start, "end": start + len(quote), "quote": quote}
    return {"op": "mark", "span": uid, "layer": "framing", "label": "HARSH", **place, **more}


def covered(words: str) -> str:
    return re.sub(r"\S", "█", words)


def stored(database: Database) -> list[str]:
    with database.reading() as session:
        rows = session.scalars(select(SpanRow).order_by(SpanRow.id)).all()
        kept = [one.quote for one in rows]
        logged = [
            operation["quote"]
            for change in session.scalars(select(ChangeRow).order_by(ChangeRow.id))
            for operation in change.operations
            if "quote" in operation
        ]
        assert set(kept) <= set(logged)
        assert doctor.check(session) == []
        return kept


def unmask(database: Database, study: Study, article: bool = False) -> None:
    with database.writing() as session:
        round_ = session.get_one(Round, study.round_id)
        one = session.get_one(Assignment, study.assignment_id).article if article else None
        unmaskings.unmask(session, round_, one, None, "a reason")


def test_a_covered_quote_is_stored_as_the_true_words_and_comes_back_covered(study: Study, database: Database):
    answer = study.save(marked(covered(NAME)))
    assert answer.status_code == 200, answer.text
    assert stored(database) == [NAME]
    assert study.stored()["annotation"]["spans"][0]["quote"] == covered(NAME)


def test_a_span_may_lie_partly_in_a_covered_place(study: Study, database: Database):
    words = TEXT[START : START + 24]
    shown = covered(NAME) + words[len(NAME) :]
    assert study.save(marked(shown)).status_code == 200
    assert stored(database) == [words]
    # Some of the covered characters, told truly by a page that was loaded before an alias was added.
    assert study.save(marked("The ████’s man", uid="b"), base=1).status_code == 200
    assert stored(database) == [words, "The Lamp’s man"]


@pytest.mark.parametrize(
    ("quote", "start"),
    [("█an", START + len(NAME) + 1), ("██x ██████", START), ("█" * 11, START), ("█", len(TEXT) + 5)],
)
def test_a_block_where_nothing_is_covered_and_other_words_are_refused(
    study: Study, database: Database, quote: str, start: int
):
    assert study.save(marked(quote, start)).status_code == 422
    assert stored(database) == []


def test_rounds_that_show_outlets_know_no_blocks(study: Study, database: Database):
    with database.writing() as session:
        session.execute(update(Round).values(outlet_masked=False))
    assert study.save(marked(covered(NAME))).status_code == 422


def test_a_retry_is_answered_the_same_whatever_is_covered_since(study: Study, database: Database):
    body = study.change(marked(covered(NAME)), {"op": "answer", "variable": "slant", "value": 1})
    first = study.send(body)
    with database.writing() as session:
        outlet = session.scalars(select(Outlet)).one()
        outlet.name, outlet.aliases = "Another", ["man"]
    again = study.send(body)
    assert (again.status_code, again.json["hash"]) == (200, first.json["hash"])
    with database.writing() as session:
        session.scalars(select(Outlet)).one().name = "The Lamp"
    unmask(database, study)
    assert study.send(body).json["hash"] == first.json["hash"]
    other = {**body, "operations": [marked(covered(NAME) + " man"), *body["operations"][1:]]}
    assert study.send(other).status_code == 422
    assert len(stored(database)) == 1


def test_work_kept_offline_under_the_mask_is_understood_after_unmasking(study: Study, database: Database):
    unmask(database, study, article=True)
    assert study.save(marked(covered(NAME))).status_code == 200
    assert study.stored()["annotation"]["spans"][0]["quote"] == NAME


def test_conflicts_and_what_is_missing_are_told_in_covered_words(study: Study, database: Database):
    saved = study.save(marked(covered(NAME)))
    told = saved.text + study.save({"op": "submit"}, base=1).text + study.save({"op": "submit"}).text
    assert "lacks Voice" in told
    assert "Lamp" not in told
    conflict = study.save(marked(covered(NAME), uid="b"))
    assert (conflict.status_code, conflict.json["annotation"]["spans"][0]["quote"]) == (409, covered(NAME))


def test_undoing_a_removal_sends_back_what_was_shown(study: Study, database: Database):
    study.save(marked(covered(NAME)))
    span = study.stored()["annotation"]["spans"][0]
    study.save({"op": "remove", "span": "a"}, base=1)
    again = {key: span[key] for key in ("layer", "label", "start", "end", "quote", "attributes", "note")}
    assert study.save({"op": "mark", "span": "a", **again}, base=2).status_code == 200
    assert stored(database) == [NAME]


def test_the_page_and_the_queue_show_neither_outlet_nor_file_name(study: Study):
    pages = [
        study.visitor.get(f"/projects/study/annotate/{one}") for one in (study.assignment_id, study.second_id)
    ]
    pages.append(study.visitor.get("/projects/study/queue"))
    assert "Outlet hidden in this round" in pages[0].text
    assert "███ ████ on lamps" in pages[0].text
    assert "Untitled article" in pages[1].text
    for page in pages:
        assert not re.search(r"\bLamp\b|Quill|\d\.txt", page.text)
    assert "Bulb Post" in pages[0].text  # a word of the text that is no name


def test_after_unmasking_and_after_release_outlets_are_seen(study: Study, database: Database):
    address = f"/projects/study/annotate/{study.assignment_id}"
    unmask(database, study, article=True)
    assert "The Lamp on lamps" in study.visitor.get(address).text
    assert "Untitled article" in study.visitor.get("/projects/study/queue").text
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now(), released_at=now()))
    assert "Untitled article" not in study.visitor.get("/projects/study/queue").text


def test_saving_costs_one_query_more_where_outlets_are_hidden_and_none_elsewhere(
    study: Study, database: Database
):
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _u, sql, *_: asked.append(sql))
    study.save(marked(covered(NAME)))
    hidden = sum("unmasking" in sql for sql in asked)
    with database.writing() as session:
        session.execute(update(Round).values(outlet_masked=False))
    asked.clear()
    study.save(marked(NAME, uid="b"), base=1)
    assert (hidden, sum("unmasking" in sql for sql in asked)) == (1, 0)


def refusal(session: Session, *what: object) -> str:
    with pytest.raises(Refused) as refused:
        unmaskings.unmask(session, *what)
    return str(refused.value)


def test_unmasking_needs_a_reason_and_something_hidden(study: Study, database: Database):
    with database.writing() as session:
        round_ = session.get_one(Round, study.round_id)
        article = session.scalars(select(Article).order_by(Article.id)).first()
        elsewhere = factories.add_article(session, round_.project)
        assert "Say why" in refusal(session, round_, None, None, "  ")
        assert "not in the round" in refusal(session, round_, elsewhere, None, "x")
        unmaskings.unmask(session, round_, article, None, " named in the headline ")
        assert "already" in refusal(session, round_, article, None, "again")
        unmaskings.unmask(session, round_, None, None, "all")
        assert "already" in refusal(session, round_, None, None, "again")
        rows = session.scalars(select(Unmasking).order_by(Unmasking.id)).all()
        assert [(row.article_id, row.reason) for row in rows] == [
            (article.id, "named in the headline"),
            (None, "all"),
        ]
        round_.outlet_masked = False
        session.flush()
        assert "hides no outlets" in refusal(session, round_, None, None, "x")


def test_a_manager_unmasks_on_the_board_and_everybody_who_leads_reads_why(
    app: Flask, study: Study, database: Database
):
    mara = Visitor(app, study.manager_id)
    board = f"/projects/study/rounds/{study.round_id}"
    assert "Hidden outlets" in mara.get(board).text
    assert mara.post(f"{board}/unmask", {"reason": ""}).status_code >= 400
    assert mara.post(f"{board}/unmask", {"reason": "the <b>desk</b> agreed"}).status_code == 303
    page = mara.get(board).text
    assert "the &lt;b&gt;desk&lt;/b&gt; agreed" in page
    assert "Show all outlets" not in page
    assert study.visitor.post(f"{board}/unmask", {"reason": "x"}).status_code == 404


def test_the_preview_marks_what_is_covered_and_a_new_alias_covers_more(
    app: Flask, study: Study, database: Database
):
    mara = Visitor(app, study.manager_id)
    with database.reading() as session:
        article, outlet = (
            session.scalars(select(Article.id)).first(),
            session.scalars(select(Outlet.id)).one(),
        )
    preview = f"/projects/study/articles/{article}/mask"
    assert mara.get(preview).text.count('<mark class="covered">') == 3
    form = {
        "name": "The Lamp",
        "aliases": "  Bulb   Post \r\n\r\nBulb Post\n",
        "kind": "",
        "country": "",
        "url": "",
        "note": "",
    }
    assert mara.post(f"/projects/study/outlets/{outlet}", form).status_code == 303
    assert mara.get(preview).text.count('<mark class="covered">') == 4
    assert "Bulb Post</textarea>" in mara.get(f"/projects/study/outlets/{outlet}").text
    refused = mara.post(f"/projects/study/outlets/{outlet}", {**form, "aliases": "a\n-"})
    assert refused.status_code == 422
    assert "fewer than two letters" in refused.text


def test_pieces_hold_the_text_and_nothing_else():
    ranges = ((2, 4), (6, 9), (12, 14))
    assert masks.pieces("abcdefghijklmnop", ranges, 3, 13) == [
        ("d", True),
        ("ef", False),
        ("ghi", True),
        ("jkl", False),
        ("m", True),
    ]
