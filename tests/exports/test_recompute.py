"""The scripts of an archive against the program, on random studies with all that a codebook can ask."""

import random
import zipfile
from dataclasses import replace

import pytest

from annotations.agreement.intervals import Plan
from annotations.agreement.report import EVENT, OUTLET, OVERALL, PAIR, WEEK, Wanted, agreement_report
from annotations.annotation import Annotation, MarkedSpan
from annotations.reliability import Coding
from annotations.words import words_of
from annotations.zones import Zone, coded_ranges
from exports.recompute.__main__ import BY_CHANCE, SAME, Recomputed, compared
from exports.recompute.tables import rounds_of, rows_of
from exports.records import AgreementRecord, AnnotatorRecord, AnswerRecord, OutletRecord, SpanRecord
from tests.exports import small_bundle
from tests.exports.small_bundle import BEGUN, CODEBOOK, article, asked, assignment

WORDS = ("Don’t", "panic,", "U.S.-led", "1,000.5", "말", "天气", "😀", "état", "x", "the", "of\n")
PEOPLE = ("A01", "A02", "A03", "A04")
QUESTIONS = (
    *CODEBOOK.article_questions,
    asked("topics", "choices", "set", "x", "y", "z", unit="article"),
    asked("warmth", "scale", "interval", unit="article", minimum=0, maximum=10),
    asked("share", "number", "ratio", unit="article", minimum=0),
)
BOOK = replace(
    CODEBOOK,
    layers=(*CODEBOOK.layers, replace(CODEBOOK.layers[0], code="second", attributes=())),
    article_questions=QUESTIONS,
)
SCOPES = (OVERALL, OUTLET, EVENT, WEEK, PAIR)


class Study:
    """Random articles and annotations, as codings for the program and as records for an archive."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a study, no secret
        self.articles, self.texts, self.owed, self.spans, self.answers = [], [], [], [], []
        self.codings = []
        for number in range(1, 6):
            self._add_article(number)

    def _add_article(self, number: int) -> None:
        text = " ".join(self.random.choices(WORDS, k=60))
        zone = Zone(100, 130, "promo")
        outlet, event = f"O{1 + number % 2}", f"E{1 + number % 2}"
        self.texts.append((f"A{number}", text))
        self.articles.append(
            article(f"A{number}", text, outlet_id=outlet, event_ids=(event,), zones=[zone.to_dict()])
        )
        facts = {
            "length": len(text),
            "coded": coded_ranges(len(text), [zone]),
            "outlet": ("The Post, Ltd", "=Wire")[number % 2],
            "event": ("Talks", "Parade")[number % 2],
            "week": "2026-W09",
            "words": words_of(text),
        }
        common = [self._mark(text, place) for place in range(6)]
        for who in PEOPLE:
            if self.random.random() < 0.85:
                self._annotate(number, who, text, common, facts)

    def _annotate(self, number: int, who: str, text: str, common: list[MarkedSpan], facts: dict) -> None:
        marks = [self._shifted(mark, text) for mark in common if self.random.random() < 0.8]
        marks += [self._mark(text, place) for place in range(10, 12)]
        answers = {one.code: self._answer(one) for one in QUESTIONS if one.kind != "text"}
        said = {code: value for code, value in answers.items() if value is not None}
        state = "submitted" if self.random.random() < 0.9 else "draft"
        key = f"N{len(self.owed) + 1}"
        self.owed.append(assignment(len(self.owed) + 1, who, f"A{number}", state=state))
        for mark in marks:
            place = mark.layer, mark.label, mark.start, mark.end, mark.quote
            self.spans.append(
                SpanRecord(f"S{len(self.spans) + 1}", key, *place, dict(mark.attributes), None, None)
            )
        self.answers += [AnswerRecord(key, code, value) for code, value in said.items()]
        annotation = Annotation(spans=tuple(marks), answers=said, state=state)
        self.codings.append(Coding(f"{number}.txt", who, annotation, **facts))

    def _mark(self, text: str, place: int) -> MarkedSpan:
        start = self.random.randrange(len(text) - 30)
        layer = self.random.choice(["framing", "framing", "second"])
        return self._marked(text, f"s{place}", layer, start, start + self.random.randint(1, 25))

    def _shifted(self, mark: MarkedSpan, text: str) -> MarkedSpan:
        start = max(0, mark.start + self.random.choice((0, 0, 0, -1, 2)))
        end = min(len(text), max(start + 1, mark.end + self.random.choice((0, 0, 0, 1, 6))))
        label = mark.label if self.random.random() < 0.7 else None
        return self._marked(text, mark.uid, mark.layer, start, end, label)

    def _marked(self, text, uid, layer, start, end, label=None) -> MarkedSpan:
        asked_for = BOOK.layer(layer).attributes
        attributes = {one.code: self._answer(one) for one in asked_for if one.kind != "text"}
        known = {code: value for code, value in attributes.items() if value is not None}
        chosen = label or self.random.choice(("HARSH", "MILD"))
        return MarkedSpan(uid, layer, chosen, start, end, text[start:end], known)

    def _answer(self, variable):
        if self.random.random() < 0.1:
            return None
        codes = [category.code for category in variable.categories]
        if variable.kind == "choices":
            return [code for code in codes if self.random.random() < 0.5]
        if variable.kind == "choice":
            return self.random.choice(codes)
        low, high = int(variable.minimum), 3 if variable.maximum is None else int(variable.maximum)
        if variable.not_applicable and self.random.random() < 0.2:
            return "not_applicable"
        steps = self.random.randint(low, high)
        return steps if variable.kind == "scale" else steps / 2

    def bundle(self):
        wanted = Wanted(plan=Plan("none"), scopes=SCOPES)
        report = agreement_report(self.codings, BOOK, wanted, software_version="1")
        return small_bundle.bundle(
            codebooks=[small_bundle.CodebookRecord("v1", BOOK, 'title = "Small"\n')],
            articles=self.articles,
            texts=self.texts,
            outlets=[OutletRecord("O1", "The Post, Ltd"), OutletRecord("O2", "=Wire")],
            annotators=[AnnotatorRecord(who) for who in PEOPLE],
            assignments=self.owed,
            spans=self.spans,
            answers=self.answers,
            unmaskings=[],
            agreement=[AgreementRecord("Round 1", "v1", report)],
        )


@pytest.mark.parametrize("seed", [1, 2])
def test_random_studies_are_computed_alike(seed, tmp_path):
    assert BEGUN.isocalendar()[:2] == (2026, 9)
    (tmp_path / "bundle.zip").write_bytes(small_bundle.zipped(Study(seed).bundle()))
    with zipfile.ZipFile(tmp_path / "bundle.zip") as files:
        files.extractall(tmp_path)
    rounds = {name: Recomputed(one) for name, one in rounds_of(tmp_path).items()}
    rows = list(rows_of(tmp_path, "agreement.csv"))
    found = [(row, *compared(row, rounds)) for row in rows]
    names = ("scope", "outlet", "annotator_1", "variable", "label", "question", "coefficient", "variant")
    other = [
        ([row[name] for name in names], row["value"], value) for row, value, told in found if told != SAME
    ]
    assert other == []
    assert sum(bool(row["value"]) for row in rows) > 500
    # The program leaves articles out of these when chance never aligns anything in them.
    left = next(row for row in rows if row["coefficient"] == "gamma-cat" and row["value"])
    assert compared(left | {"articles": "1"}, rounds) == (None, BY_CHANCE)
