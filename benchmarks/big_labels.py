"""Labels for a study of any size, written straight into the tables: what measurements work on."""

import random
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, select

from annotations.codebook import Codebook, Variable
from annotations.codebook_toml import read_toml
from app.clock import now
from app.db import Database
from app.models import (
    AnnotationHead,
    AnswerRow,
    Article,
    ArticleZone,
    Assignment,
    CodebookVersion,
    SpanRow,
)

SPEAKERS = ("the minister", "a witness", "the envoy via the agency", "officials", "the mayor")
AT_ONCE = 500


def fill(database: Database, *, spans: int, places: int | None = None) -> None:
    """Submit every annotation with its spans, straight into the tables.

    With `places` the spans of an article lie around so many places, so that annotators find the same ones.
    """
    chance = random.Random(1)
    with database.writing() as session:
        book = read_toml(session.scalars(select(CodebookVersion.toml)).one())
        texts = dict(session.execute(select(Article.id, Article.text)).all())
        owed = session.execute(select(Assignment.id, Assignment.article_id)).all()
        session.execute(insert(AnnotationHead), [_head(key) for key, _ in owed])
        heads = dict(session.execute(select(AnnotationHead.assignment_id, AnnotationHead.id)).all())
        for first in range(0, len(owed), AT_ONCE):
            part = owed[first : first + AT_ONCE]
            rows = [
                row
                for key, article in part
                for row in _spans(heads[key], texts[article], book, _Starts(article, places, chance), spans)
            ]
            session.execute(insert(SpanRow), rows)
        session.execute(
            insert(ArticleZone), [row for key, text in texts.items() for row in _zones(key, text)]
        )


def fill_answers(database: Database) -> None:
    chance = random.Random(2)
    with database.writing() as session:
        book = read_toml(session.scalars(select(CodebookVersion.toml)).one())
        heads = session.scalars(select(AnnotationHead.id)).all()
        for first in range(0, len(heads), AT_ONCE):
            rows = [
                {"annotation_id": head, "variable": question.code, "value": _answer(question, chance)}
                for head in heads[first : first + AT_ONCE]
                for question in book.article_questions
            ]
            session.execute(insert(AnswerRow), rows)


def _head(assignment: int) -> dict[str, Any]:
    at = now()
    moments = {"started_at": at, "changed_at": at, "submitted_at": at}
    said = {"version": 1, "head_hash": f"{assignment}", "state": "submitted", "found_none": False, "note": ""}
    return {"assignment_id": assignment, **said, **moments}


def _zones(article: int, text: str) -> Iterator[dict[str, Any]]:
    headline = text.index("\n")
    for start, stop, kind in ((0, headline, "headline"), (len(text) - 200, len(text), "boilerplate")):
        yield {"article_id": article, "start": start, "stop": stop, "kind": kind, "basis": "suggested"}


class _Starts:
    """Where spans of an article begin."""

    def __init__(self, article: int, places: int | None, chance: random.Random) -> None:
        self.chance = chance
        self._usual = random.Random(article)
        self._places = [self._usual.random() for _ in range(places or 0)]

    def draw(self, last: int) -> int:
        """Return a place from 0 to before the last."""
        if not self._places:
            return self.chance.randrange(last)
        return int(self.chance.choice(self._places) * (last - 6)) + self.chance.choice((0, 0, 5))


def _spans(head: int, text: str, book: Codebook, starts: _Starts, count: int) -> Iterator[dict[str, Any]]:
    chance = starts.chance
    layer = book.layers[0]
    target = layer.attribute("target")
    for number in range(count):
        start = starts.draw(len(text) - 80)
        stop = start + chance.randint(8, 60)
        yield {
            "annotation_id": head,
            "uid": f"s{number}",
            "layer": layer.code,
            "label": chance.choice(layer.labels).code,
            "start": start,
            "stop": stop,
            "quote": text[start:stop],
            "attributes": {
                "target": chance.choice(target.categories).code,
                "voice": chance.choice(("direct_quote", "paraphrase")),
                "voice_source": chance.choice(SPEAKERS),
                "valence": chance.choice(("neg", "neu", "pos")),
            },
            "note": "" if chance.random() < 0.9 else f"look at this again {number}",
        }


def _answer(question: Variable, chance: random.Random) -> Any:
    codes = [category.code for category in question.categories]
    if question.kind == "choices":
        return sorted(chance.sample(codes, 3), key=codes.index)
    if question.kind == "scale":
        return chance.randint(int(question.minimum or 0), int(question.maximum or 0))
    return chance.choice(codes)
