from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.annotation import Annotation
from annotations.errors import AnnotationError, InvalidOperation
from annotations.missing import missing
from annotations.operations import OPERATIONS, apply, replay
from tests.annotations.small_study import CODEBOOK, TEXT, mark

ranges = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda r: (r[0], min(r[0] + r[1], len(TEXT)))
)
uids = st.sampled_from(["a", "b", "c"])
voices = st.sampled_from(["outlet", "quote", "nobody"])
operations = st.one_of(
    st.builds(
        lambda uid, r, voice: mark(uid, *r, attributes={"voice": voice}),
        uids,
        ranges,
        st.sampled_from(["outlet", "quote"]),
    ),
    st.builds(
        lambda uid, r: {"op": "borders", "span": uid, "start": r[0], "end": r[1], "quote": TEXT[r[0] : r[1]]},
        uids,
        ranges,
    ),
    st.builds(
        lambda uid, label: {"op": "relabel", "span": uid, "label": label},
        uids,
        st.sampled_from(["HARSH", "MILD", "OLD"]),
    ),
    st.builds(
        lambda uid, v: {"op": "attribute", "span": uid, "variable": "voice", "value": v},
        uids,
        st.none() | voices,
    ),
    st.builds(lambda uid: {"op": "remove", "span": uid}, uids),
    st.builds(lambda v: {"op": "answer", "variable": "slant", "value": v}, st.none() | st.integers(-3, 3)),
    st.builds(lambda v: {"op": "found_none", "value": v}, st.booleans()),
    st.builds(lambda n: {"op": "note", "note": n}, st.text(max_size=5)),
    st.just({"op": "submit"}),
    st.just({"op": "reopen", "reason": "again"}),
)


def accepted(sequence):
    """Apply one by one, leaving out what is refused."""
    annotation, kept = Annotation(), []
    for operation in sequence:
        try:
            annotation = apply(annotation, operation, TEXT, CODEBOOK)
        except AnnotationError:
            continue
        kept.append(operation)
    return annotation, kept


@given(st.lists(operations, max_size=25))
def test_replaying_equals_applying_step_by_step(sequence):
    annotation, kept = accepted(sequence)
    assert replay(kept, TEXT, CODEBOOK) == annotation


@given(st.lists(operations, max_size=25))
def test_no_sequence_of_operations_makes_an_impossible_annotation(sequence):
    annotation, _ = accepted(sequence)
    assert Annotation.from_dict(annotation.to_dict()) == annotation
    assert list(annotation.spans) == sorted(annotation.spans, key=lambda span: span.order)
    assert all(span.quote == TEXT[span.start : span.end] for span in annotation.spans)
    assert not (annotation.submitted and missing(annotation, CODEBOOK))


KEYS = ("span", "start", "end", "quote", "label", "value", "variable", "note")
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


MARKED = replay([mark()], TEXT, CODEBOOK)


@settings(max_examples=200)
@given(
    st.sampled_from(sorted(OPERATIONS)),
    st.dictionaries(st.sampled_from(KEYS), junk),
)
def test_junk_is_refused_in_our_own_words_or_changes_a_sound_annotation(name, keys):
    try:
        annotation = apply(MARKED, {"op": name, **keys}, TEXT, CODEBOOK)
    except InvalidOperation:
        return
    assert Annotation.from_dict(annotation.to_dict()) == annotation
