"""What is touched by a newer codebook, and the draft that coding again begins with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations import codebook_edits
from annotations.errors import Incomplete, InvalidOperation
from annotations.missing import LABEL, missing
from annotations.operations import apply, replay
from annotations.recoding import carried, touched
from tests.annotations.small_study import CODEBOOK, TEXT, mark

MERGED = codebook_edits.merge(CODEBOOK, ["framing/MILD"], "framing/HARSH")
SPLIT = codebook_edits.split(
    CODEBOOK, "framing/HARSH", [{"code": "ICY", "name": "Icy"}, {"code": "RUDE", "name": "Rude"}]
)
ONE_VOICE = codebook_edits.merge(CODEBOOK, ["framing/voice/quote"], "framing/voice/outlet")
NO_SPEAKER = codebook_edits.leave_out(CODEBOOK, "framing/speaker")
SAID = [
    mark("a", 6, 14, label="HARSH", attributes={"voice": "quote", "speaker": "A witness"}, note="n"),
    mark("b", 22, 27, label="MILD", attributes={"voice": "outlet"}),
    {"op": "answer", "variable": "slant", "value": 2},
    {"op": "note", "note": "Kept"},
    {"op": "submit"},
]
BEFORE = replay(SAID, TEXT, CODEBOOK)


def begun(codebook):
    return replay(carried(BEFORE, codebook), TEXT, codebook)


def test_a_merged_label_is_applied_to_the_copy_and_nothing_else_changes():
    after = begun(MERGED)
    assert [span.label for span in after.spans] == ["HARSH", "HARSH"]
    assert (after.answers, after.note, after.state) == (BEFORE.answers, "Kept", "draft")
    assert missing(after, MERGED) == ()


def test_a_split_label_is_carried_and_has_to_be_chosen_anew():
    after = begun(SPLIT)
    assert [span.label for span in after.spans] == ["HARSH", "MILD"]
    (lack,) = missing(after, SPLIT)
    assert (lack.kind, lack.span) == (LABEL, "a")
    with pytest.raises(Incomplete):
        apply(after, {"op": "submit"}, TEXT, SPLIT)
    chosen = apply(after, {"op": "relabel", "span": "a", "label": "ICY"}, TEXT, SPLIT)
    assert apply(chosen, {"op": "submit"}, TEXT, SPLIT).submitted


def test_nobody_marks_with_a_retired_label_who_does_not_carry_it():
    with pytest.raises(InvalidOperation, match="retired"):
        apply(begun(SPLIT), mark("c", 0, 3, label="HARSH"), TEXT, SPLIT)
    with pytest.raises(InvalidOperation, match="not a category"):
        apply(begun(SPLIT), mark("c", 0, 3, label="NO", carried=True), TEXT, SPLIT)


def test_values_that_are_gone_are_left_to_be_given_anew():
    assert [dict(span.attributes)["voice"] for span in begun(ONE_VOICE).spans] == ["outlet", "outlet"]
    assert "speaker" not in begun(NO_SPEAKER).spans[0].attributes
    retired = codebook_edits.retire(CODEBOOK, "framing/voice/quote")
    assert [one.variable for one in missing(begun(retired), retired)] == ["voice"]
    narrower = codebook_edits.change(CODEBOOK, "article/slant", {"maximum": 1})
    assert begun(narrower).answers == {}


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("framing/HARSH", 1),
        ("framing", 2),
        ("framing/voice", 2),
        ("framing/voice/quote", 1),
        ("framing/speaker", 1),
        ("article/slant", 1),
        ("article/doubt", 0),
        ("framing/NEW", 0),
        ("codebook", 0),
    ],
)
def test_an_entry_touches_the_judgements_that_it_is_used_in(path, count):
    assert touched(CODEBOOK, [path]).annotation(BEFORE) == count


@given(st.sampled_from([CODEBOOK, MERGED, SPLIT, ONE_VOICE, NO_SPEAKER]))
def test_what_is_carried_can_always_be_begun_with(codebook):
    after = begun(codebook)
    assert [span.uid for span in after.spans] == ["a", "b"]
    assert [span.quote for span in after.spans] == [span.quote for span in BEFORE.spans]
