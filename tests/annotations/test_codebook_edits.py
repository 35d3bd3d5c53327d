"""Edits of a codebook, and what two versions differ in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import codebook_comparison, codebook_edits
from annotations.categories import Category
from annotations.codebook_comparison import compare, word_changes
from annotations.codebook_entries import by_path, find
from annotations.codebook_toml import read_toml
from annotations.codebook_writer import write_toml
from annotations.errors import CodebookError, OutsideCodebook
from tests.annotations.small_study import CODEBOOK

LABELS = ("framing/HARSH", "framing/MILD", "framing/OLD")
EDITS = st.one_of(
    st.tuples(st.just("rename"), st.sampled_from(list(by_path(CODEBOOK))), st.text("abc", min_size=1)),
    st.tuples(st.just("move"), st.sampled_from(LABELS), st.sampled_from([-1, 1])),
    st.tuples(st.just("retire"), st.sampled_from(LABELS)),
    st.tuples(st.just("restore"), st.sampled_from(LABELS)),
    st.tuples(st.just("merge"), st.lists(st.sampled_from(LABELS), max_size=2), st.sampled_from(LABELS)),
    st.tuples(st.just("add_rule"), st.sampled_from(list(by_path(CODEBOOK))), st.text("xy ", max_size=9)),
    st.tuples(st.just("leave_out"), st.sampled_from(list(by_path(CODEBOOK)))),
)


@given(st.lists(EDITS, max_size=8))
def test_any_edits_give_a_sound_codebook_that_is_read_back_or_are_refused(edits):
    codebook = CODEBOOK
    for name, *given_ in edits:
        try:
            codebook = getattr(codebook_edits, name)(codebook, *given_)
        except (CodebookError, OutsideCodebook):
            continue
    assert read_toml(write_toml(codebook)) == codebook
    assert bool(compare(CODEBOOK, codebook)) == (codebook != CODEBOOK)
    assert compare(codebook, codebook) == ()


@pytest.mark.parametrize("entry", list(by_path(CODEBOOK).values()), ids=lambda entry: entry.path)
def test_a_path_leads_to_its_entry_also_after_a_rename(entry):
    assert find(CODEBOOK, entry.path) == entry
    renamed = codebook_edits.rename(CODEBOOK, entry.path, "Another name")
    assert find(renamed, entry.path).name == "Another name"
    (only,) = compare(CODEBOOK, renamed)
    assert (only.kind, only.entry, only.matters) == ("renamed", entry.path, False)


def test_codes_that_could_be_mistaken_have_paths_of_their_own():
    book = codebook_edits.add(CODEBOOK, "framing", "label", {"code": "voice", "name": "A label"})
    book = codebook_edits.add(
        book,
        "codebook",
        "layer",
        {"code": "article", "name": "L", "definition": "", "labels": book.layers[0].labels},
    )
    paths = by_path(book)
    assert {"framing/voice", "framing/attribute:voice/quote", "layer:article/MILD", "article/slant"} <= set(
        paths
    )


def test_a_merged_label_points_to_the_other_and_a_split_one_to_its_parts():
    merged = codebook_edits.merge(CODEBOOK, ["framing/MILD"], "framing/HARSH")
    assert find(merged, "framing/MILD").thing.becomes == ("HARSH",)
    assert [one.kind for one in compare(CODEBOOK, merged)] == ["merged"]
    parts = [{"code": "ICY", "name": "Icy"}, {"code": "RUDE", "name": "Rude"}]
    parted = codebook_edits.split(CODEBOOK, "framing/HARSH", parts)
    assert [one.code for one in parted.layers[0].labels] == ["HARSH", "ICY", "RUDE", "MILD", "OLD"]
    assert sorted(one.kind for one in compare(CODEBOOK, parted)) == ["added", "added", "split"]
    restored = codebook_edits.restore(merged, "framing/MILD")
    assert restored == CODEBOOK


def test_what_is_left_out_can_be_brought_back_from_the_version_before():
    without = codebook_edits.leave_out(CODEBOOK, "framing/speaker")
    (lost,) = compare(CODEBOOK, without)
    assert (lost.kind, lost.entry) == ("left out", "framing/speaker")
    assert codebook_edits.bring_back(without, CODEBOOK, "framing/speaker") == CODEBOOK


def test_problems_name_the_place_and_field():
    with pytest.raises(CodebookError) as refused:
        codebook_edits.change(CODEBOOK, "framing/voice/quote", {"colour": "red"})
    assert refused.value.problems[0].path == ("layers", 0, "attributes", 0, "categories", 1, "colour")
    with pytest.raises(CodebookError, match="stays as it is"):
        codebook_edits.change(CODEBOOK, "framing/MILD", {"code": "x"})


def test_only_what_can_change_the_coding_matters():
    book = codebook_edits.change(CODEBOOK, "framing/MILD", {"hotkey": "m", "include": "Jokes."})
    assert {one.field: one.matters for one in compare(CODEBOOK, book)} == {"hotkey": False, "include": True}
    moved = codebook_edits.move(CODEBOOK, "framing/OLD", -2)
    assert [(one.entry, one.matters) for one in compare(CODEBOOK, moved)] == [("framing/OLD", False)]


@given(st.text("ab ."), st.text("ab ."))
def test_word_changes_hold_both_texts(before, after):
    pieces = list(word_changes(before, after))
    assert "".join(words for kind, words in pieces if kind != "in") == before
    assert "".join(words for kind, words in pieces if kind != "out") == after


def test_a_pointer_must_lead_somewhere():
    with pytest.raises(CodebookError, match="retired"):
        Category("a", "A", becomes=("b",))
    assert codebook_comparison.as_text(("a", "b")) == "a\nb"
