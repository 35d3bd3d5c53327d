"""Spans that people marked: in five real articles, and in fifty whose texts are not at hand."""

import csv
from collections import defaultdict

import numpy as np
import pytest

from annotations.agreement import Plan
from annotations.agreement.spans.counts import pair_counts
from annotations.agreement.spans.detection import CRITERIA, CRITERION, span_f1
from annotations.agreement.spans.selection import Selection
from annotations.annotation import Annotation, MarkedSpan
from annotations.codebook import Layer
from annotations.reliability import Coding, tabulate
from annotations.reliability.columns import SpanColumns, span_columns
from annotations.text import decode
from annotations.words import words_of
from tests.annotations.agreement import naive_spans as naive
from tests.annotations.agreement.tables import SHARED, needs_shared
from tests.annotations.span_study import categories

pytestmark = needs_shared

Study = dict[str, dict[str, list[tuple[int, int, str]]]]


def columns_of(study: Study, texts: dict[str, str]) -> SpanColumns:
    labels = sorted({label for by in study.values() for spans in by.values() for _, _, label in spans})
    codings = [
        Coding(
            article,
            annotator,
            Annotation(
                tuple(
                    MarkedSpan(f"s{number}", "framing", label, start, end, "x" * (end - start))
                    for number, (start, end, label) in enumerate(spans)
                ),
                state="submitted",
            ),
            len(texts[article]),
            ((0, len(texts[article])),),
            words=words_of(texts[article]),
        )
        for article, by_annotator in study.items()
        for annotator, spans in by_annotator.items()
    ]
    return span_columns(tabulate(codings), Layer("framing", "Framing", "", categories(*labels)))


def seeds() -> tuple[Study, dict[str, str]]:
    with (SHARED / "examples" / "seed_spans.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in rows:
        found[row["seed_file"]].append((int(row["start"]), int(row["end"]), row["label"]))
    texts = {name: decode((SHARED / "seeds" / name).read_bytes()).text for name in found}
    return {name: {"U1": spans} for name, spans in found.items()}, texts


def newswcl50() -> tuple[Study, dict[str, str]]:
    """Return the codings with every sentence a line of 100 one-letter words, so that tokens are words."""
    with (SHARED / "datasets" / "newswcl50" / "Annotations.csv").open(
        encoding="utf-8-sig", newline=""
    ) as file:
        file.readline()
        rows = list(csv.DictReader(file))
    found: defaultdict[str, list[tuple[int, int, str]]] = defaultdict(list)
    sentences: dict[tuple[str, ...], int] = {}
    lengths: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        article = f"{row['event_id']}{row['publisher_id']}"
        place = (article, row["paragraph"], row["sentence"])
        if place not in sentences:
            sentences[place] = lengths[article]
            lengths[article] += 200
        # Both borders are inside the span there.
        start = sentences[place] + 2 * int(row["start"])
        end = max(start, sentences[place] + 2 * int(row["end"])) + 1
        found[article].append((start, end, row["code_type"]))
    texts = {article: "x " * (length // 2) for article, length in lengths.items()}
    return {article: {"U1": spans} for article, spans in found.items()}, texts


def with_a_second_annotator(study: Study, texts: dict[str, str]) -> Study:
    """Add somebody who misses some spans, moves some borders and doubts some labels."""
    rng = np.random.default_rng(7)
    labels = sorted({label for by in study.values() for _, _, label in by["U1"]})
    both: Study = {}
    for article, by_annotator in sorted(study.items()):
        again = []
        for start, end, label in by_annotator["U1"]:
            if rng.random() < 0.7:
                start = max(0, start + int(rng.choice([0, 0, 0, -5, 4])))
                end = min(len(texts[article]), max(start + 1, end + int(rng.choice([0, 0, 0, -3, 8]))))
                again.append((start, end, label if rng.random() < 0.8 else str(rng.choice(labels))))
        both[article] = {"U1": by_annotator["U1"], "U2": again}
    return both


def f1(columns: SpanColumns) -> dict[str, float | None]:
    counts = pair_counts(columns)
    selection = Selection.of(columns)
    return {
        one.variant: span_f1(counts, one, counts.all_labels, selection, Plan("none")).value
        for one in CRITERIA
    }


STUDIES = pytest.mark.parametrize("read", [seeds, newswcl50])


def test_no_mark_of_a_trained_annotator_cuts_a_word():
    study, texts = seeds()
    spans = [(name, *span) for name, by in study.items() for span in by["U1"]]
    assert len(spans) == 47
    for name, start, end, _ in spans:
        words = words_of(texts[name])
        touched = [
            (first, last)
            for first, last in zip(words.starts.tolist(), words.ends.tolist(), strict=True)
            if first < end and start < last
        ]
        assert start <= touched[0][0]
        assert touched[-1][1] <= end


@STUDIES
def test_the_same_annotation_twice_agrees_completely(read):
    study, texts = read()
    twice = {article: {"U1": by["U1"], "U2": by["U1"]} for article, by in study.items()}
    assert set(f1(columns_of(twice, texts)).values()) == {1.0}


@STUDIES
def test_f1_of_real_spans_is_what_its_definition_says(read):
    study, texts = read()
    both = with_a_second_annotator(study, texts)
    found = f1(columns_of(both, texts))
    documents = [(by["U1"], by["U2"]) for by in both.values()]

    def pooled(measure) -> float:
        counts = [measure(*pair) for pair in documents]
        return sum(hit for hit, _ in counts) / sum(size for _, size in counts)

    assert found["exact"] == pytest.approx(pooled(naive.exact))
    assert found["characters"] == pytest.approx(pooled(naive.dice))
    assert found["overlap"] == pytest.approx(naive.overlap_f1(documents))
    within = [found[variant] for variant in CRITERION if "tolerance" in variant]
    assert within == sorted(within)
    assert 0 < found["exact"] < found["overlap"] < 1
