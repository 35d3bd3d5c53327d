import pytest

from annotations import operations
from annotations.annotation import Annotation, MarkedSpan
from annotations.errors import Incomplete, InvalidAnnotation, InvalidOperation
from annotations.missing import missing
from annotations.operations import apply, apply_all
from tests.annotations.small_study import CODEBOOK, TEXT, mark


def done(*operations, before=None):
    return apply_all(before or Annotation(), operations, TEXT, CODEBOOK)


def refusal(*operations):
    with pytest.raises(InvalidOperation) as caught:
        done(*operations)
    return str(caught.value)


def test_marking_keeps_the_words_and_everything_said_about_them():
    annotation = done(mark(attributes={"speaker": " a witness ", "voice": "quote"}, note="odd"))
    assert annotation.spans == (
        MarkedSpan(
            "a", "framing", "HARSH", 6, 14, "minister", {"voice": "quote", "speaker": "a witness"}, "odd"
        ),
    )


def test_overlapping_spans_are_kept_in_reading_order():
    annotation = done(mark("b", 4, 14), mark("c", 0, 20), mark("a", 4, 14))
    assert [span.uid for span in annotation.spans] == ["c", "a", "b"]
    assert annotation.span("a").start == 4
    assert annotation.span("z") is None


def test_a_quote_that_differs_by_one_character_is_refused():
    assert "does not equal the text from 5 to 13" in refusal(mark() | {"start": 5, "end": 13})


def test_a_span_beyond_the_text_or_made_of_white_space_is_refused():
    assert "ends after" in refusal(mark(start=0, end=len(TEXT)) | {"end": len(TEXT) + 1})
    assert "white space" in refusal(mark(start=5, end=6))


def test_one_name_marks_one_span_but_may_be_used_again_after_removal():
    assert "already" in refusal(mark(), mark(start=0, end=3))
    assert len(done(mark(), {"op": "remove", "span": "a"}, mark()).spans) == 1


def test_marking_takes_back_that_nothing_was_found():
    assert not done({"op": "found_none", "value": True}, mark()).found_none


def test_nobody_can_have_found_none_beside_spans():
    assert "Spans are marked" in refusal(mark(), {"op": "found_none", "value": True})


def test_borders_label_attributes_and_note_of_a_span_can_be_changed():
    annotation = done(
        mark(),
        {"op": "borders", "span": "a", "start": 4, "end": 14, "quote": TEXT[4:14]},
        {"op": "relabel", "span": "a", "label": "MILD"},
        {"op": "attribute", "span": "a", "variable": "voice", "value": "outlet"},
        {"op": "span_note", "span": "a", "note": "sure"},
    )
    assert annotation.spans == (
        MarkedSpan("a", "framing", "MILD", 4, 14, "😀 minister", {"voice": "outlet"}, "sure"),
    )


def test_an_attribute_or_answer_is_taken_back_with_null():
    annotation = done(
        mark(attributes={"voice": "quote"}),
        {"op": "attribute", "span": "a", "variable": "voice", "value": None},
        {"op": "answer", "variable": "slant", "value": 1},
        {"op": "answer", "variable": "slant", "value": None},
    )
    assert annotation.spans[0].attributes == {}
    assert annotation.answers == {}


COMPLETE = (mark(attributes={"voice": "outlet"}), {"op": "answer", "variable": "slant", "value": 0})


def test_a_submitted_annotation_takes_nothing_but_a_reopening_with_a_reason():
    submitted = done(*COMPLETE, {"op": "submit"})
    assert submitted.submitted
    with pytest.raises(InvalidOperation, match="reopened"):
        apply(submitted, {"op": "note", "note": "x"}, TEXT, CODEBOOK)
    with pytest.raises(InvalidOperation, match="reason"):
        apply(submitted, {"op": "reopen", "reason": " "}, TEXT, CODEBOOK)
    assert apply(submitted, {"op": "reopen", "reason": "forgot one"}, TEXT, CODEBOOK) == done(*COMPLETE)


def test_a_draft_cannot_be_reopened():
    assert "Only a submitted" in refusal({"op": "reopen", "reason": "why not"})


def test_an_import_may_be_submitted_although_answers_are_missing():
    assert done(mark(), {"op": "submit", "imported": True}).submitted
    assert "thing" in refusal(mark(), {"op": "submit", "imported": False})
    assert "true or false" in refusal(mark(), {"op": "submit", "imported": 1})


def test_submitting_too_early_lists_what_is_missing_and_where():
    with pytest.raises(Incomplete) as caught:
        done(mark(attributes={"voice": "quote"}), {"op": "submit"})
    assert [(one.kind, one.span, one.variable) for one in caught.value.missing] == [
        ("attribute", "a", "speaker"),
        ("answer", None, "slant"),
    ]
    assert caught.value.index == 1


def test_an_untouched_annotation_lacks_a_statement_and_its_required_answers():
    assert [one.kind for one in missing(Annotation(), CODEBOOK)] == ["nothing_said", "answer"]
    assert [one.kind for one in missing(Annotation(found_none=True, answers={"slant": 0}), CODEBOOK)] == []


def test_the_place_of_the_refused_operation_is_told():
    with pytest.raises(InvalidOperation) as caught:
        done(mark(), {"op": "note", "note": ""}, {"op": "relabel", "span": "a", "label": "LOUD"})
    assert caught.value.index == 2


@pytest.mark.parametrize(
    "operation",
    [
        None,
        [],
        "submit",
        {},
        {"op": None},
        {"op": ["mark"]},
        {"op": "erase"},
        {"op": "submit", "force": True},
        {"op": "submit", 1: 2},
        {"op": "note"},
        {"op": "note", "note": None},
        {"op": "note", "note": "\ud83d"},
        {"op": "note", "note": "a\0"},
        {"op": "note", "note": "x" * 10_001},
        {"op": "found_none", "value": 1},
        {"op": "found_none", "value": "true"},
        {"op": "remove", "span": "nobody"},
        {"op": "answer", "variable": "colour", "value": 1},
        {"op": "answer", "variable": "slant", "value": 1.0},
        {"op": "answer", "variable": "slant", "value": True},
        {"op": "answer", "variable": "slant", "value": 3},
        {"op": "answer", "variable": ["slant"], "value": 1},
        {"op": "answer", "variable": "doubt", "value": ""},
        mark() | {"span": "a b"},
        mark() | {"span": "x" * 65},
        mark() | {"span": 5},
        mark() | {"layer": "other"},
        mark() | {"label": "OLD"},
        mark() | {"label": None},
        mark() | {"start": 6.0},
        mark() | {"start": True},
        mark() | {"start": -1},
        mark() | {"start": 10**4000, "end": 10**4000 + 8},
        mark() | {"end": 6},
        mark() | {"quote": None},
        mark() | {"colour": "red"},
        mark(attributes=None),
        mark(attributes=[]),
        mark(attributes={"voice": None}),
        mark(attributes={"tone": "x"}),
        mark(attributes={1: "x"}),
        mark(note=3),
    ],
)
def test_a_malformed_operation_is_refused_with_a_sentence(operation):
    assert refusal(operation).endswith((".", "…"))


def test_a_refused_operation_leaves_the_annotation_as_it_was():
    before = done(mark())
    with pytest.raises(InvalidOperation):
        apply(before, {"op": "relabel", "span": "a", "label": "LOUD"}, TEXT, CODEBOOK)
    assert before == done(mark())


def test_what_was_given_can_be_changed_later_without_changing_the_annotation():
    attributes, answers = {"voice": "quote"}, {"slant": 1}
    span = MarkedSpan("a", "framing", "HARSH", 6, 14, "minister", attributes)
    annotation = Annotation((span,), answers)
    attributes["voice"], answers["slant"] = "outlet", 2
    assert annotation.spans[0].attributes == {"voice": "quote"}
    assert annotation.answers == {"slant": 1}


def test_there_is_an_end_to_the_number_of_spans(monkeypatch):
    monkeypatch.setattr(operations, "MAX_SPANS", 2)
    assert "at most 2 spans" in refusal(mark("a"), mark("b"), mark("c"))


def test_an_annotation_is_read_back_from_plain_json():
    annotation = done(*COMPLETE, {"op": "note", "note": "long day"}, {"op": "submit"})
    assert Annotation.from_dict(annotation.to_dict()) == annotation


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "lost"},
        {"found_none": True},
        {"found_none": 0},
        {"answers": {"slant": {"x": 1}}},
        {"answers": [["slant", 1]]},
        {"note": None},
        {"spans": {}},
        {"spans": [{}]},
        {"extra": 1},
    ],
)
def test_a_damaged_annotation_is_not_read(damage):
    with pytest.raises(InvalidAnnotation):
        Annotation.from_dict(done(*COMPLETE).to_dict() | damage)


UNDONE = [
    (mark("z", 0, 3), {"op": "remove", "span": "z"}),
    ({"op": "remove", "span": "a"}, mark(attributes={"voice": "outlet"})),
    ({"op": "relabel", "span": "a", "label": "MILD"}, {"op": "relabel", "span": "a", "label": "HARSH"}),
    (
        {"op": "borders", "span": "a", "start": 0, "end": 3, "quote": TEXT[:3]},
        {"op": "borders", "span": "a", "start": 6, "end": 14, "quote": TEXT[6:14]},
    ),
    (
        {"op": "attribute", "span": "a", "variable": "speaker", "value": "x"},
        {"op": "attribute", "span": "a", "variable": "speaker", "value": None},
    ),
    (
        {"op": "attribute", "span": "a", "variable": "voice", "value": None},
        {"op": "attribute", "span": "a", "variable": "voice", "value": "outlet"},
    ),
    ({"op": "span_note", "span": "a", "note": "x"}, {"op": "span_note", "span": "a", "note": ""}),
    ({"op": "answer", "variable": "slant", "value": 2}, {"op": "answer", "variable": "slant", "value": 0}),
    ({"op": "note", "note": "x"}, {"op": "note", "note": ""}),
    ({"op": "submit"}, {"op": "reopen", "reason": "undo"}),
]


@pytest.mark.parametrize(("step", "back"), UNDONE, ids=lambda operation: operation["op"])
def test_undoing_restores_the_annotation(step, back):
    before = done(*COMPLETE)
    after = apply(before, step, TEXT, CODEBOOK)
    assert after != before
    restored = apply(after, back, TEXT, CODEBOOK)
    assert restored == before
    assert restored.to_dict() == before.to_dict()


def test_a_thousand_spans_are_replayed():
    marks = [mark(f"s{i}", i % 200, i % 200 + 3 + i // 200) for i in range(1_000)]
    annotation = done(*(one for one in marks if not one["quote"].isspace()))
    assert len(annotation.spans) == 1_000
