"""Disagreements, what is proposed about them, and what follows from decisions."""

import pytest

from annotations.decisions import ANSWER, BORDERS, FOUND, LABEL, Settled, adjudicate, proposals, settle
from annotations.decisions.decision import Decision, InvalidDecision, checked, dissent_from
from annotations.decisions.reliable import Case, competences
from annotations.decisions.subject import ATTRIBUTE, Subject
from annotations.errors import AnnotationError
from tests.annotations.adjudication_study import found, groups, handed_in, log, span
from tests.annotations.small_study import CODEBOOK, TEXT

NOTHING = Settled({}, {})


def three():
    """Two found the nest of crows, with other borders and labels; the third found the minister alone."""
    return [
        handed_in(1, span("a", 40, 53), span("m", 6, 14), slant=1),
        handed_in(2, span("b", 38, 53, "MILD"), span("n", 6, 14), slant=1),
        handed_in(3, span("o", 6, 14, voice="quote", speaker="Anna"), slant=-1),
    ]


def kinds(submitted):
    return [(one.kind, one.subject.variable, one.place) for one in found(submitted)]


def test_disagreements_come_as_the_text_runs():
    assert kinds(three()) == [
        (ATTRIBUTE, "voice", (6, 14)),
        (ATTRIBUTE, "speaker", (6, 14)),
        (FOUND, "", (38, 53)),
        (BORDERS, "", (38, 53)),
        (LABEL, "", (38, 53)),
        (ANSWER, "slant", None),
    ]


def test_who_agrees_has_no_disagreement():
    assert found([handed_in(1, span("a", 6, 14), slant=0), handed_in(2, span("b", 6, 14), slant=0)]) == ()


def test_texts_that_differ_in_case_and_spaces_alone_are_the_same():
    one = span("a", 6, 14, voice="quote", speaker="The  mayor")
    assert (
        found([handed_in(1, one), handed_in(2, span("b", 6, 14, voice="quote", speaker="the mayor"))]) == ()
    )


def test_a_text_that_may_be_left_out_is_each_ones_own():
    assert found([handed_in(1, doubt="perhaps"), handed_in(2, doubt="no")]) == ()


def test_the_majority_is_proposed_and_a_tie_is_not():
    by_kind = {(one.kind, one.subject.variable): proposals(one, {}) for one in found(three())}
    assert [(one.basis, one.value, one.why) for one in by_kind[FOUND, ""]] == [
        ("majority", True, "2 of 3 annotators")
    ]
    assert by_kind[LABEL, ""] == ()
    assert [one.value for one in by_kind[ANSWER, "slant"]] == [1]


def test_the_characters_that_most_marked_are_proposed_as_borders():
    borders = next(one for one in found(three()) if one.kind == BORDERS)
    assert [(one.basis, one.value) for one in proposals(borders, {})] == [("overlap", (40, 53))]


def test_the_most_reliable_annotator_is_proposed_with_the_competence():
    label = next(one for one in found(three()) if one.kind == LABEL)
    known = {"mace": {("framing", "label", ""): {"A01": 0.6, "A02": 0.9}}, "dawid-skene": {}}
    assert [(one.basis, one.value, one.why) for one in proposals(label, known)] == [
        ("mace", "MILD", "A02, 90% by MACE")
    ]
    equal = {"mace": {("framing", "label", ""): {"A01": 0.9, "A02": 0.9}}}
    assert proposals(label, equal) == ()


def test_competence_is_drawn_from_all_articles():
    right = [handed_in(n, span(f"s{n}", 6, 14), slant=1) for n in (1, 2)]
    wrong = handed_in(3, span("s3", 6, 14, "MILD"), slant=-1)
    cases = [Case(said := [*right, wrong], groups(said))] * 12
    known = competences(cases, CODEBOOK)
    for method in ("dawid-skene", "mace"):
        of_label = known[method]["framing", "label", ""]
        assert of_label["A01"] > of_label["A03"]
        assert known[method]["", "answer", "slant"]["A01"] > known[method]["", "answer", "slant"]["A03"]


def test_what_all_agree_on_stands_without_a_decision():
    said = three()
    stands = adjudicate(said, groups(said), NOTHING, CODEBOOK, TEXT)
    assert [(one.span.quote, one.basis, one.open) for one in stands.spans] == [
        ("minister", "agreed", ("voice", "speaker"))
    ]
    assert stands.answers == ()
    assert stands.open == 6


def test_decisions_settle_the_rest():
    said = three()
    one = {(each.kind, each.subject.variable): each for each in found(said)}
    taken = log(
        (one[FOUND, ""], True),
        (one[BORDERS, ""], (38, 53)),
        (one[LABEL, ""], "MILD"),
        (one[ATTRIBUTE, "voice"], "outlet"),
        (one[ATTRIBUTE, "speaker"], None),
        (one[ANSWER, "slant"], 0),
    )
    stands = adjudicate(said, groups(said), settle(taken), CODEBOOK, TEXT)
    assert stands.open == 0
    assert [
        (each.span.start, each.span.end, each.span.label, dict(each.span.attributes)) for each in stands.spans
    ] == [
        (6, 14, "HARSH", {"voice": "outlet"}),
        (38, 53, "MILD", {"voice": "outlet"}),
    ]
    assert [each.decisions for each in stands.spans] == [(4, 5), (1, 2, 3)]
    assert [(each.variable, each.value, each.decision) for each in stands.answers] == [("slant", 0, 6)]
    assert stands.annotation.submitted


def test_what_is_rejected_is_gone_and_its_borders_need_not_be_settled():
    said = three()
    one = {each.kind: each for each in found(said)}
    settled = settle(log((one[FOUND], False)))
    stands = adjudicate(said, groups(said), settled, CODEBOOK, TEXT)
    assert [each.span.quote for each in stands.spans] == ["minister"]
    assert stands.open == 3
    assert settled.rejects(one[BORDERS].subject.group)


def test_a_decision_outlives_the_span_it_was_taken_on():
    said = three()
    one = {each.kind: each for each in found(said)}
    settled = settle(log((one[FOUND], True), (one[BORDERS], (38, 53)), (one[LABEL], "HARSH")))
    changed = [handed_in(1, span("m", 6, 14), version=9, slant=1), *said[1:]]
    stands = adjudicate(changed, groups(changed), settled, CODEBOOK, TEXT)
    assert [each.span.label for each in stands.spans if each.decisions] == ["HARSH"]
    assert all(each.subject.is_stale({1: 9, 2: 3, 3: 3}) for each in settled.all)
    assert not any(each.subject.is_stale({1: 3, 2: 3, 3: 3}) for each in settled.all)


def test_a_decision_on_the_changed_group_takes_the_place_of_the_old_ones():
    said = three()
    old = next(each for each in found(said) if each.kind == FOUND)
    changed = [*said[:2], handed_in(3, span("x", 40, 53), slant=-1)]
    new = next(each for each in found(changed) if each.kind == LABEL)
    settled = settle(log((old, False), (new, "MILD")))
    assert [each.number for each in settled.all] == [2]
    back = Decision(3, new.subject, None, supersedes=2, withdrawn=True)
    assert [each.number for each in settle([*log((old, False), (new, "MILD")), back]).all] == [1]


def test_who_said_otherwise_is_kept():
    label = next(one for one in found(three()) if one.kind == LABEL)
    assert [(one.annotation_id, one.said) for one in dissent_from(label, "MILD")] == [(1, "HARSH")]


def test_a_subject_is_read_back_as_it_was_written():
    for one in found(three()):
        names = {coder.annotation_id: coder.annotator for coder in one.subject.coders}
        assert Subject.from_dict(one.subject.to_dict(), names) == one.subject
    with pytest.raises(InvalidDecision):
        Subject.from_dict({"kind": "found"}, {})


@pytest.mark.parametrize(
    ("kind", "value"),
    [(FOUND, "yes"), (BORDERS, "38"), (BORDERS, (38, 10_000)), (LABEL, "OLD"), (ATTRIBUTE, 3), (ANSWER, 9)],
)
def test_a_value_that_does_not_fit_is_refused_with_a_reason(kind, value):
    one = next(each for each in found(three()) if each.kind == kind)
    with pytest.raises(AnnotationError):
        checked(one.subject, value, TEXT, CODEBOOK)


def test_borders_are_trimmed_to_words():
    borders = next(one for one in found(three()) if one.kind == BORDERS)
    at = TEXT.index("nest")
    assert checked(borders.subject, [at - 1, at + 5], TEXT, CODEBOOK) == (at, at + 4)
