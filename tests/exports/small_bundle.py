"""A study of two articles and three annotators, with everything in it that breaks careless tables."""

import hashlib
import io
from datetime import UTC, datetime, timedelta, timezone

from annotations.codebook import Category, Codebook, Layer, Variable
from exports.archive import write_bundle
from exports.bundle import Bundle
from exports.records import (
    AnnotatorRecord,
    AnswerRecord,
    ArticleRecord,
    AssignmentRecord,
    CodebookRecord,
    EventRecord,
    OutletRecord,
    SpanRecord,
    UnmaskingRecord,
)


def asked(code, kind, level, *codes, unit="span", **more):
    return Variable(code, code.capitalize(), unit, kind, level, categories=categories(*codes), **more)


def categories(*codes):
    return tuple(Category(code, code.capitalize(), examples=(f"a {code}",)) for code in codes)


CODEBOOK = Codebook(
    "Small",
    "1.0",
    layers=(
        Layer(
            "framing",
            "Framing",
            "How an actor is named.",
            (*categories("HARSH", "MILD"), Category("OLD", "Old, unused", retired=True)),
            (
                asked("voice", "choice", "nominal", "outlet", "other"),
                asked("source", "text", "", required_unless=("voice", "outlet")),
                asked("targets", "choices", "set", "x", "y", "z"),
                asked("force", "scale", "ordinal", minimum=-3, maximum=3, steps={-3: "weak"}),
                asked("share", "number", "ratio", minimum=0, required=False),
            ),
        ),
    ),
    article_questions=(
        asked("genre", "choice", "nominal", "report", "opinion", unit="article"),
        asked("slant", "scale", "ordinal", unit="article", minimum=-2, maximum=2, not_applicable=True),
        asked("remark", "text", "", unit="article", required=False),
    ),
    outlet_questions=(asked("corrects", "choice", "ordinal", "no", "yes", unit="outlet"),),
)

TEXTS = {
    "A1": 'Headline, "quoted"\n-5 points =1+1 \U0001f600 \u0628\u0644\u0627\u062f\n@home \'tis, NA 007\n',
    "A2": "Nothing to see here.\n",
}
BEGUN = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def article(article_id, text, **more):
    fields = {
        "article_id": article_id,
        "article": f"{article_id.lower()}.txt",
        "title": None,
        "outlet_id": None,
        "event_ids": (),
        "published": None,
        "language": "en",
        "byline": None,
        "url": None,
        "provenance": {},
        "length": len(text),
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "zones": (),
    }
    return ArticleRecord(**(fields | more))


def assignment(number, annotator, unit_id, **more):
    fields = {
        "assignment_id": f"N{number}",
        "round": "Round 1",
        "phase": "reliability",
        "blind": True,
        "codebook_version": "v1",
        "annotator": annotator,
        "unit_type": "article",
        "unit_id": unit_id,
        "position": number - 1,
        "state": "submitted",
        "found_none": False,
        "note": None,
        "created_at": BEGUN,
        "updated_at": BEGUN + timedelta(minutes=5, microseconds=17),
        "submitted_at": BEGUN.astimezone(timezone(timedelta(hours=2))) + timedelta(minutes=6),
    }
    return AssignmentRecord(**(fields | more))


def span(number, start, end, *, text=TEXTS["A1"], **more):
    fields = {
        "span_id": f"S{number}",
        "assignment_id": "N1",
        "layer": "framing",
        "label": "HARSH",
        "start": start,
        "end": end,
        "quote": text[start:end],
        "attributes": {},
        "zone": "body",
        "note": None,
    }
    return SpanRecord(**(fields | more))


def mark(number, quote, **more):
    start = TEXTS["A1"].index(quote)
    return span(number, start, start + len(quote), **more)


SPANS = (
    mark(1, 'Headline, "quoted"\n-5', zone="headline", attributes={"voice": "outlet", "targets": ["x", "z"]}),
    mark(2, "-5 points", note="=1+1", attributes={"voice": "other", "source": "'quoted' =me", "targets": []}),
    mark(3, "=1+1 \U0001f600", label="MILD", note="a\rb\r\nc", attributes={"force": -3, "share": 0.1}),
    mark(4, "@home 'tis", assignment_id="N2", note="'", attributes={"force": 2, "share": 2}),
    mark(5, "\u0628\u0644\u0627\u062f", assignment_id="N2", attributes={"source": "NA"}),
)

ANSWERS = (
    AnswerRecord("N1", "genre", "report"),
    AnswerRecord("N1", "slant", -2),
    AnswerRecord("N1", "remark", "-2 or so,\nperhaps"),
    AnswerRecord("N2", "slant", "not_applicable"),
    AnswerRecord("N5", "corrects", "yes"),
)


def bundle(**more):
    fields = {
        "project": "small",
        "title": "A small study",
        "codebooks": [CodebookRecord("v1", CODEBOOK, 'title = "Small"\n')],
        "outlets": [
            OutletRecord("O1", "The Post, Ltd", "newspaper", note="+1 \u2013 good", aliases=["=Post", "“P”"]),
            OutletRecord("O2", "=Wire", aliases=[]),
        ],
        "events": [EventRecord("E1", "Talks", "2025-05"), EventRecord("E2", "Parade", "2025-05-09")],
        "articles": [
            article(
                "A1",
                TEXTS["A1"],
                outlet_id="O1",
                event_ids=("E1", "E2"),
                published="2025-05-08",
                provenance={"published": "entered"},
                zones=[{"start": 0, "end": 19, "kind": "headline"}],
            ),
            article("A2", TEXTS["A2"], title="-title-"),
        ],
        "annotators": [
            AnnotatorRecord(f"A0{n}", f"Canary Name {n}", f"c{n}@canary.example") for n in (1, 2, 3)
        ],
        "assignments": [
            assignment(1, "A01", "A1", outlet_masked=True),
            assignment(
                2, "A02", "A1", state="draft", submitted_at=None, released_at=BEGUN + timedelta(days=3)
            ),
            assignment(
                3, "A01", "A2", found_none=True, note="@all: none", recodes="Round 0", recodes_unseen=True
            ),
            assignment(
                4,
                "A03",
                "A2",
                state="not_started",
                created_at=None,
                updated_at=None,
                submitted_at=None,
                stands_in=True,
            ),
            assignment(5, "A03", "O1", unit_type="outlet"),
        ],
        "spans": SPANS,
        "answers": ANSWERS,
        "texts": list(TEXTS.items()),
        "unmaskings": [
            UnmaskingRecord("Round 1", "A1", "=named in the headline", "A03", BEGUN),
            UnmaskingRecord("Round 1", None, "The desk,\nas agreed", None, BEGUN),
        ],
    }
    return Bundle(**(fields | more))


def zipped(study, **options):
    out = io.BytesIO()
    write_bundle(out, study, **options)
    return out.getvalue()
