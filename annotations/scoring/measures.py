"""How well annotations fit their keys, over all articles together: named measures, each with its n."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from annotations.agreement.alpha import ALPHA
from annotations.agreement.measure import measure
from annotations.codebook import Codebook
from annotations.reliability import ANY_LABEL, character_data
from annotations.scoring.compared import FOUND, SAME, Comparison

NO_ARTICLE = "no article with a key was submitted"


@dataclass(frozen=True)
class Score:
    """One measure: a value, or the reason why there is none, and how many things it was drawn from."""

    measure: str
    value: float | None
    n: int
    reason: str = ""


@dataclass(frozen=True)
class Measure:
    """What a measure is called, what it says, and what its n counts."""

    code: str
    name: str
    meaning: str
    unit: str


Found = tuple[float | None, int, str]


def _ratio(part: float, whole: int, reason: str) -> Found:
    return (part / whole, whole, "") if whole else (None, 0, reason)


def _f1(compared: Sequence[Comparison], *, exact: bool) -> Found:
    """Return F1, twice the matches over the spans of both sides (van Rijsbergen 1979, ch. 7).

    Where neither side has a span in any article, an explicit "found none" is full agreement.
    """
    spans = [span for one in compared for span in one.spans]
    right = sum(span.is_same_label and not (exact and span.off) for span in spans)
    count = sum((span.own is not None) + (span.key is not None) for span in spans)
    nothing = sum(one.both_none for one in compared)
    if not count and nothing:
        return 1.0, nothing, ""
    return _ratio(2 * right, count, "neither the annotations nor the keys have a span")


def _span_f1(compared: Sequence[Comparison], codebook: Codebook) -> Found:
    return _f1(compared, exact=False)


def _span_f1_exact(compared: Sequence[Comparison], codebook: Codebook) -> Found:
    return _f1(compared, exact=True)


def _labels(compared: Sequence[Comparison], codebook: Codebook) -> Found:
    matched = [span for one in compared for span in one.spans if span.state == FOUND]
    return _ratio(sum(span.is_same_label for span in matched), len(matched), "no span of the keys was found")


def _attributes(compared: Sequence[Comparison], codebook: Codebook) -> Found:
    values = [value for one in compared for span in one.spans for value in span.values]
    reason = "no span of the keys was found that has attributes"
    return _ratio(sum(value.is_same for value in values), len(values), reason)


def _answers(compared: Sequence[Comparison], codebook: Codebook) -> Found:
    answers = [answer for one in compared for answer in one.answers]
    same = sum(answer.state == SAME for answer in answers)
    return _ratio(same, len(answers), "the keys answer no question about the article")


def _alpha(compared: Sequence[Comparison], codebook: Codebook) -> Found:
    """Return the mean over labels of alpha on characters, annotator against key (Krippendorff 2011, p. 4)."""
    # Codings are told apart by their article; two of the same name would be taken for one.
    codings = [
        replace(coding, article=f"{place}") for place, one in enumerate(compared) for coding in one.codings
    ]
    values: list[float] = []
    for data in character_data(codings, codebook):
        if data.label != ANY_LABEL:
            values += [one.value for one in measure(data, (ALPHA["nominal"],), None) if one.value is not None]
    return _ratio(sum(values), len(values), "no label varies, so nothing could differ by chance")


_WAYS: tuple[tuple[Measure, Callable[[Sequence[Comparison], Codebook], Found]], ...] = (
    (
        Measure(
            "span_f1",
            "Spans found (F1)",
            "Spans that share at least half of their characters with one of the key and have its label.",
            "spans of both",
        ),
        _span_f1,
    ),
    (
        Measure(
            "span_f1_exact",
            "Spans found exactly (F1)",
            "The same, and the borders are those of the key.",
            "spans of both",
        ),
        _span_f1_exact,
    ),
    (
        Measure(
            "label_agreement",
            "Label of found spans",
            "Of the spans found, whatever their label: the share with the label of the key.",
            "spans found",
        ),
        _labels,
    ),
    (
        Measure(
            "attribute_agreement",
            "Attributes of found spans",
            "Of all attributes of the spans found: the share with the value of the key.",
            "values",
        ),
        _attributes,
    ),
    (
        Measure(
            "answer_agreement",
            "Answers",
            "Of the questions about articles: the share answered as in the key.",
            "answers",
        ),
        _answers,
    ),
    (
        Measure(
            "character_alpha",
            "Alpha on characters",
            "Krippendorff’s alpha with the key on the characters of each label, the mean over labels.",
            "labels",
        ),
        _alpha,
    ),
)
MEASURES: dict[str, Measure] = {one.code: one for one, _ in _WAYS}


def scores(compared: Iterable[Comparison], codebook: Codebook) -> tuple[Score, ...]:
    """Return every measure over these articles together."""
    given = tuple(compared)
    if not given:
        return tuple(Score(code, None, 0, NO_ARTICLE) for code in MEASURES)
    return tuple(Score(one.code, *way(given, codebook)) for one, way in _WAYS)
