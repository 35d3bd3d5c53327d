"""The pages of a codebook draft: forms alone suffice, and what is refused comes back with its reason."""

import re

import pytest
from sqlalchemy import select

from annotations.codebook_entries import find
from app.clock import now
from app.models import CodebookChange, CodebookVersion, Project, Round
from app.services import codebook_editing, codebooks
from tests import factories
from tests.html_forms import form_to
from tests.visitor import Visitor

URL = "/projects/study/codebook"
DRAFT = f"{URL}/draft"


@pytest.fixture
def manager(app, database):
    with database.writing() as session:
        project = factories.add_project(session)
        user = factories.add_member(session, project, "manager")
        factories.add_codebook(session, project)
        number = user.id
    return Visitor(app, number)


@pytest.fixture
def drafting(manager):
    page = manager.get(DRAFT)
    assert manager.post(f"{DRAFT}/begin", form_to(page.text, "/begin").filled(version="2")).status_code == 303
    return manager


def draft(database):
    with database.reading() as session:
        return codebooks.parsed(codebook_editing.draft_of(session, session.scalars(select(Project)).one()))


def history(database):
    with database.reading() as session:
        rows = session.scalars(select(CodebookChange).order_by(CodebookChange.id))
        return [(row.kind, row.entry, row.detail["did"]) for row in rows]


def send(visitor, path, **values):
    page = visitor.get(path)
    assert page.status_code == 200, page.text
    return visitor.post(path, form_to(page.text, "").filled(**values))


def test_an_entry_is_edited_in_a_form_and_saved_unchanged_is_no_change(drafting, database):
    before = draft(database)
    for path in (
        "codebook",
        "framing",
        "framing/MILD",
        "framing/voice",
        "framing/voice/quote",
        "article/slant",
    ):
        assert send(drafting, f"{DRAFT}/entry?entry={path}").status_code == 303
    assert draft(database) == before
    sent = {"name": "Gentle", "include": "Jokes.\r\nPuns.", "hotkey": "g", "parent": "HARSH"}
    assert send(drafting, f"{DRAFT}/entry?entry=framing/MILD", **sent).status_code == 303
    thing = find(draft(database), "framing/MILD").thing
    assert (thing.name, thing.include, thing.parent) == ("Gentle", "Jokes.\nPuns.", "HARSH")
    examples = {"examples-0": "Yes: a nest of crows"}
    assert send(drafting, f"{DRAFT}/entry?entry=framing/MILD", **examples).status_code == 303
    assert find(draft(database), "framing/MILD").thing.examples == ("Yes: a nest of crows",)
    assert history(database)[1:] == [
        ("rename", "framing/MILD", "renamed"),
        ("edit", "framing/MILD", "changed"),
        ("edit", "framing/MILD", "changed"),
    ]
    assert "renamed “Mild” to “Gentle”" in drafting.get(DRAFT).text


def test_what_is_wrong_stands_at_its_field_and_nothing_is_stored(drafting, database):
    before = draft(database)
    for path, values, words in (
        ("framing/MILD", {"colour": "red"}, "#RRGGBB"),
        ("framing/MILD", {"name": " "}, "Must not be empty"),
        ("article/slant", {"minimum": "many"}, "Enter a number"),
        ("article/slant", {"minimum": "3"}, "above the minimum"),
        ("article/slant", {"level": "set"}, "must be"),
        ("article/slant", {"steps": "one = two"}, "whole number"),
        ("framing/speaker", {"required_unless": "nobody=x"}, "not asked beside it"),
        ("codebook", {"version": "1", "note": "Kept words"}, "Nothing was saved yet"),
    ):
        page = send(drafting, f"{DRAFT}/entry?entry={path}", **values)
        assert page.status_code == 422, (path, values)
        assert words in page.text
        assert list(values.values())[-1].strip() in page.text
    assert draft(database) == before


def test_a_second_save_from_an_old_page_shows_both_and_loses_neither(drafting, database):
    path = f"{DRAFT}/entry?entry=framing/MILD"
    old = form_to(drafting.get(path).text, "")
    assert send(drafting, path, include="Theirs.").status_code == 303
    conflict = drafting.post(path, old.filled(include="Mine."))
    assert conflict.status_code == 409
    assert "Mine." in conflict.text
    assert re.search(r"In the draft now:.*Theirs\.", conflict.text)
    assert find(draft(database), "framing/MILD").thing.include == "Theirs."
    again = drafting.post(path, form_to(conflict.text, "").filled())
    assert again.status_code == 303
    assert find(draft(database), "framing/MILD").thing.include == "Mine."


def test_entries_are_added_moved_retired_restored_left_out_and_brought_back(drafting, database):
    new = send(drafting, f"{DRAFT}/add?to=framing&kind=label", code="ICY", name="Icy")
    assert new.status_code == 303, new.text
    made = send(
        drafting,
        f"{DRAFT}/add?to=codebook&kind=article question",
        code="mood",
        name="Mood",
        members="a = A\nb = B",
        level="nominal",
    )
    assert made.status_code == 303, made.text
    assert [one.code for one in find(draft(database), "article/mood").thing.categories] == ["a", "b"]
    act = form_to(drafting.get(DRAFT).text, "/act")
    assert drafting.post(f"{DRAFT}/act", act.filled(up="framing/ICY")).status_code == 303
    assert [one.code for one in draft(database).layers[0].labels] == ["HARSH", "MILD", "ICY", "OLD"]
    assert drafting.post(f"{DRAFT}/act", act.filled(up="framing/ICY")).status_code == 409
    act = form_to(drafting.get(DRAFT).text, "/act")
    assert drafting.post(f"{DRAFT}/act", act.filled(up="framing/HARSH")).status_code == 422
    assert send(drafting, f"{DRAFT}/retire?entry=framing/MILD").status_code == 303
    assert send(drafting, f"{DRAFT}/retire?entry=article/slant").status_code == 303
    assert "slant" not in [one.code for one in draft(database).article_questions]
    for button in ({"restore": "framing/MILD"}, {"back": "article/slant"}):
        act = form_to(drafting.get(DRAFT).text, "/act")
        assert drafting.post(f"{DRAFT}/act", act.filled(**button)).status_code == 303
    assert not find(draft(database), "framing/MILD").thing.retired
    assert find(draft(database), "article/slant").thing.maximum == 2


def test_labels_are_merged_and_split(drafting, database):
    into = send(drafting, f"{DRAFT}/merge?entry=framing/MILD", into="framing/HARSH")
    assert into.status_code == 303
    parts = {"parts-0-code": "ICY", "parts-0-name": "Icy", "parts-1-code": "RUDE", "parts-1-name": "Rude"}
    one = send(drafting, f"{DRAFT}/split?entry=framing/HARSH", **dict(list(parts.items())[:2]))
    assert one.status_code == 422
    assert "at least two" in one.text
    assert send(drafting, f"{DRAFT}/split?entry=framing/HARSH", **parts).status_code == 303
    labels = draft(database).layers[0].label_variable.by_code
    assert (labels["MILD"].becomes, labels["HARSH"].becomes) == (("HARSH",), ("ICY", "RUDE"))
    page = drafting.get(f"{URL}/compare?a=1&b=2").text
    for words in ("merged into", "split into", "may change the coding"):
        assert words in page


def test_a_draft_without_a_change_is_not_frozen(drafting, database):
    refused = drafting.post(f"{URL}/2/freeze", {"sure": "y"})
    assert refused.status_code == 422
    assert "Nothing in this draft differs" in refused.text
    send(drafting, f"{DRAFT}/entry?entry=framing/MILD", include="Jokes.")
    assert "include changed" in drafting.get(f"{URL}/2").text
    assert drafting.post(f"{URL}/2/freeze", {"sure": "y"}).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(CodebookVersion).where(CodebookVersion.number == 2)).one().is_frozen


@pytest.mark.parametrize("query", ["", "?a=1", "?a=2&b=1", "?a=9&b=x", "?a=1&b=1"])
def test_any_two_versions_can_be_compared(drafting, query):
    send(drafting, f"{DRAFT}/entry?entry=framing/MILD", definition="Soft words.")
    assert drafting.get(f"{URL}/compare{query}").status_code == 200


def test_marked_words_of_a_closed_round_become_an_example(manager, database):
    with database.writing() as session:
        project = session.scalars(select(Project)).one()
        book = session.scalars(select(CodebookVersion)).one()
        ann = factories.add_member(session, project, "annotator", "Ann")
        article = factories.add_article(session, project)
        round_ = factories.add_round(session, book, [article], [ann])
        path = f"/projects/study/rounds/{round_.id}/agreement/articles/{article.id}/example"
        number = round_.id
    assert manager.get(f"{path}?start=6&end=14").status_code == 404
    with database.writing() as session:
        session.get_one(Round, number).closed_at = now()
    words = f"{path}?start=6&end=14&entry=framing/MILD"
    sent = send(manager, words, shows="no", note="A title is no frame.")
    assert sent.status_code == 303, sent.text
    (example,) = find(draft(database), "framing/MILD").thing.examples
    assert example.startswith("No: “minister” (Article")
    assert example.endswith("A title is no frame.")
    assert history(database)[-1] == ("edit", "framing/MILD", "example")
    assert manager.get(f"{path}?start=14&end=6").status_code == 303
