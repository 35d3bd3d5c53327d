"""What no rerun and no change of an annotation may do to decisions taken."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from annotations.decisions import adjudicate, proposals, settle
from annotations.decisions.decision import Decision
from annotations.decisions.reliable import Case, competences
from tests.annotations.adjudication_study import articles, found, groups, handed_in
from tests.annotations.small_study import CODEBOOK, TEXT


def taken_on(submitted, batch=None, start=1) -> list[Decision]:
    """Return a decision for the first option of every disagreement."""
    return [
        Decision(number, one.subject, one.options[0].value, batch=batch)
        for number, one in enumerate(found(submitted), start)
    ]


@given(articles())
def test_every_span_is_in_one_group_with_one_span_of_each_annotator(submitted):
    seen = [key for group in groups(submitted) for key in group.key]
    assert sorted(seen) == sorted(
        (one.coder.annotation_id, span.uid) for one in submitted for span in one.annotation.spans
    )
    for group in groups(submitted):
        coders = [mark.coder for mark in group.marks]
        assert len(set(coders)) == len(coders)
        assert {*coders, *group.silent} == {one.coder for one in submitted}


@given(articles(), st.randoms())
def test_the_order_of_annotators_and_of_the_log_makes_no_difference(submitted, random):
    log = taken_on(submitted)
    stands = adjudicate(submitted, groups(submitted), settle(log), CODEBOOK, TEXT)
    shuffled, people = random.sample(log, len(log)), random.sample(submitted, len(submitted))
    assert {one.key for one in found(people)} == {one.key for one in found(submitted)}
    again = adjudicate(people, groups(people), settle(shuffled), CODEBOOK, TEXT)
    assert again == stands


@given(articles())
def test_deciding_everything_leaves_nothing_open(submitted):
    stands = adjudicate(submitted, groups(submitted), settle(taken_on(submitted)), CODEBOOK, TEXT)
    assert stands.open == 0
    assert all(one.span.quote == TEXT[one.span.start : one.span.end] for one in stands.spans)


@given(articles(), articles())
def test_changing_annotations_alters_no_decision_taken(before, after):
    log = taken_on(before)
    settled = settle(log)
    changed = [handed_in_again(one) for one in after]
    stood = adjudicate(before, groups(before), settled, CODEBOOK, TEXT)
    stands = adjudicate(changed, groups(changed), settled, CODEBOOK, TEXT)
    assert settle(log) == settled
    decided = {one.decisions: one.span for one in stood.spans if one.decisions and not one.open}
    kept = {one.decisions: one.span for one in stands.spans if one.decisions}
    assert {key: kept[key] for key in decided} == decided
    newest = {one.coder.annotation_id: one.coder.version for one in changed}
    assert all(one.subject.is_stale(newest) for one in settled.all)


def handed_in_again(submitted):
    """The spans get other names, as an annotator who begins anew gives them."""
    spans = [replace(span, uid=f"n{span.uid}") for span in submitted.annotation.spans]
    number = submitted.coder.annotation_id
    return handed_in(number, *spans, version=9, **submitted.annotation.answers)


@given(articles())
def test_rerunning_proposals_alters_no_decision_and_gives_the_same(submitted):
    log = taken_on(submitted)
    settled = settle(log)

    def proposed():
        known = competences([Case(submitted, groups(submitted))], CODEBOOK)
        return [proposals(one, known) for one in found(submitted)]

    assert proposed() == proposed()
    assert settle(log) == settled


@given(articles(), st.data())
def test_taking_back_a_batch_restores_exactly_what_stood(submitted, data):
    every = taken_on(submitted)
    early = data.draw(st.lists(st.sampled_from(every), unique_by=id) if every else st.just([]))
    batch = [replace(one, number=one.number + 1000, batch="b") for one in every]
    back = [
        replace(one, number=one.number + 1000, supersedes=one.number, withdrawn=True, batch=None)
        for one in batch
    ]
    assert settle([*early, *batch, *back]) == settle(early)


@given(articles())
def test_proposals_are_values_that_the_subject_may_have(submitted):
    for one in found(submitted):
        for proposal in proposals(one, {}):
            said = [option.value for option in one.options]
            assert proposal.value in said or proposal.basis == "overlap"
