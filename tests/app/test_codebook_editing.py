"""The draft of a codebook, edited entry by entry: each act is kept, and nobody overwrites another unseen."""

import pytest
from sqlalchemy import select

from annotations import codebook_edits
from annotations.codebook_entries import find
from annotations.errors import CodebookError, OutsideCodebook
from app.models import CodebookChange, CodebookVersion
from app.services import codebook_editing, codebooks
from app.services.codebook_editing import ChangedMeanwhile, changed_fields, perform
from app.services.refused import Refused
from tests import factories


@pytest.fixture
def study(database):
    with database.writing() as session:
        project = factories.add_project(session)
        manager = factories.add_member(session, project, "manager")
        frozen = factories.add_codebook(session, project)
        yield session, project, manager, frozen
        session.rollback()


def changes(session):
    return session.scalars(select(CodebookChange).order_by(CodebookChange.id)).all()


def test_a_rule_makes_the_draft_it_needs_and_is_kept_with_its_source(study):
    session, project, manager, frozen = study
    row = codebook_editing.add_rule(
        session, project, manager, "framing/MILD", "Jokes count.", note="Meeting of May"
    )
    assert (row.number, row.version, row.is_frozen) == (2, "2", False)
    assert find(codebooks.parsed(row), "framing/MILD").thing.include == "Jokes count."
    again = codebook_editing.add_rule(session, project, manager, "framing/MILD", "So do puns.", note="")
    assert again.id == row.id
    assert find(codebooks.parsed(row), "framing/MILD").thing.include == "Jokes count.\nSo do puns."
    assert [(one.entry, one.detail["did"]) for one in changes(session)] == [
        ("codebook", "began"),
        ("framing/MILD", "rule"),
        ("framing/MILD", "rule"),
    ]
    assert changes(session)[1].detail["note"] == "Meeting of May"
    assert codebooks.parsed(frozen).layers[0].labels[1].include == ""


def test_a_rule_that_cannot_be_kept_changes_nothing(study):
    session, project, manager, _ = study
    with pytest.raises(CodebookError):
        codebook_editing.add_rule(session, project, manager, "framing/MILD", "  ", note="")
    with pytest.raises(OutsideCodebook):
        codebook_editing.add_rule(session, project, manager, "framing/NO", "A rule.", note="")


def test_what_others_changed_meanwhile_is_told_and_nothing_is_overwritten(study):
    session, project, manager, frozen = study
    draft = codebook_editing.begin(session, project, manager, frozen, "1b")
    seen, book = draft.sha256, codebooks.parsed(draft)
    perform(session, project, manager, seen, *changed_fields(book, "framing/MILD", {"name": "Gentle"}))
    with pytest.raises(ChangedMeanwhile) as refused:
        perform(session, project, manager, seen, *changed_fields(book, "framing/MILD", {"name": "Soft"}))
    assert [one.kind for one in refused.value.since] == ["rename"]
    assert find(codebooks.parsed(draft), "framing/MILD").name == "Gentle"
    kept = changes(session)[-1]
    assert kept.detail["fields"] == {"name": ["Mild", "Gentle"]}


def test_one_save_renames_and_edits_and_a_save_of_the_same_is_no_change(study):
    session, project, manager, frozen = study
    draft = codebook_editing.begin(session, project, manager, frozen, "1b")
    fields = {"name": "Soft", "include": "Jokes.", "colour": ""}
    acts = changed_fields(codebooks.parsed(draft), "framing/MILD", fields)
    perform(session, project, manager, draft.sha256, *acts)
    assert [one.kind for one in changes(session)][-2:] == ["rename", "edit"]
    assert changed_fields(codebooks.parsed(draft), "framing/MILD", fields) == []


def test_a_draft_needs_a_name_of_its_own_and_there_is_only_one(study):
    session, project, manager, frozen = study
    with pytest.raises(Refused, match="word for word"):
        codebook_editing.begin(session, project, manager, frozen, "1")
    codebook_editing.begin(session, project, manager, frozen, "2")
    with pytest.raises(Refused, match="a draft already"):
        codebook_editing.begin(session, project, manager, frozen, "3")
    assert len(session.scalars(select(CodebookVersion)).all()) == 2


def test_labels_of_a_frozen_version_are_retired_not_left_out(study):
    session, project, manager, frozen = study
    draft = codebook_editing.begin(session, project, manager, frozen, "2")
    new = codebook_edits.add(codebooks.parsed(draft), "framing", "label", {"code": "NEW", "name": "New"})
    act = codebook_editing.Act("edit", "framing/NEW", "added", lambda _: new, {})
    perform(session, project, manager, draft.sha256, act)
    assert codebook_editing.may_be_left_out(session, draft, "framing/NEW")
    assert not codebook_editing.may_be_left_out(session, draft, "framing/MILD")
    assert codebook_editing.may_be_left_out(session, draft, "framing/speaker")
