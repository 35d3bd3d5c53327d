"""Annotators of the small text and what they hand in, for tests of adjudication."""

from hypothesis import strategies as st

from annotations.annotation import SUBMITTED, Annotation, MarkedSpan
from annotations.decisions import Coder, Decision, Disagreement, Submitted, disagreements, groups_of
from tests.annotations.small_study import CODEBOOK, TEXT

LENGTH = len(TEXT)
CODED = ((0, LENGTH),)


def span(uid: str, start: int, end: int, label: str = "HARSH", voice: str = "outlet", **more) -> MarkedSpan:
    return MarkedSpan(uid, "framing", label, start, end, TEXT[start:end], {"voice": voice, **more})


def handed_in(number: int, *spans: MarkedSpan, version: int = 3, **answers) -> Submitted:
    coder = Coder(number, version, f"A{number:02}")
    return Submitted(coder, Annotation(spans, answers, found_none=not spans, state=SUBMITTED))


def groups(submitted):
    return groups_of(submitted, CODEBOOK, LENGTH, CODED)


def found(submitted) -> tuple[Disagreement, ...]:
    return disagreements(submitted, groups(submitted), CODEBOOK)


def log(*taken: tuple[Disagreement, object]) -> list[Decision]:
    return [Decision(number, one.subject, value) for number, (one, value) in enumerate(taken, 1)]


@st.composite
def spans(draw):
    start = draw(st.integers(0, 60))
    end = start + draw(st.integers(3, 25))
    uid = draw(st.uuids()).hex[:12]
    label, voice = draw(st.sampled_from(["HARSH", "MILD"])), draw(st.sampled_from(["outlet", "quote"]))
    more = {"speaker": draw(st.sampled_from(["Anna", " anna", "Bela"]))} if voice == "quote" else {}
    return span(uid, start, end, label, voice, **more)


@st.composite
def articles(draw):
    """Return what two to four annotators handed in."""
    people = draw(st.integers(2, 4))
    return [
        handed_in(
            number,
            *draw(st.lists(spans(), max_size=4, unique_by=lambda one: one.uid)),
            **draw(st.sampled_from([{}, {"slant": 1}, {"slant": -1}])),
        )
        for number in range(1, people + 1)
    ]
