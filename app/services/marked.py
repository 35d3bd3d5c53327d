"""An article with what each annotator of a round said about it: where they marked, what they answered.

It is shown with the results of a round only; see the permission SEE_RESULTS.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED
from annotations.codebook import Codebook, Layer, Value
from annotations.reliability import ANY_LABEL
from annotations.zones import BODY, CODED, Block, Zone, blocks
from app.models import AnnotationHead, AnswerRow, Article, Assignment, Round, SpanRow
from app.services.codings import pseudonyms
from app.services.corpus import zone_rows
from app.services.naming import category_named, words

NOT_ASKED = "–"


@dataclass(frozen=True)
class Mark:
    """One span: whose, where, its words, its label with the code, its attributes as people read them."""

    annotator: str
    start: int
    end: int
    quote: str
    label: str
    code: str  # of the label
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Piece:
    """Words that the same annotators marked."""

    start: int
    end: int
    text: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph in pieces; what is not coded is one piece that nobody marked."""

    zone: str
    pieces: tuple[Piece, ...]

    @property
    def is_coded(self) -> bool:
        """Whether marks in it count."""
        return self.zone in CODED


@dataclass(frozen=True)
class Answers:
    """What the annotators answered to one question, in their order."""

    code: str
    name: str
    given: tuple[str, ...]

    @property
    def differ(self) -> bool:
        """Whether two answers are not the same."""
        return len({one for one in self.given if one != NOT_ASKED}) > 1


@dataclass(frozen=True)
class Marked:
    """An article as the annotators of a round see it."""

    article: Article
    annotators: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    marks: tuple[Mark, ...]
    answers: tuple[Answers, ...]


def read(
    session: Session, round_: Round, article: Article, codebook: Codebook, layer: Layer | None, label: str
) -> Marked | None:
    """Return the article with the marks of a label, or of ANY_LABEL; None if it is not in the round."""
    heads = _submitted(session, round_, article)
    if heads is None:
        return None
    query = select(SpanRow).where(SpanRow.annotation_id.in_(heads))
    rows = session.scalars(query.order_by(SpanRow.start, SpanRow.stop, SpanRow.id)).all()
    shown = [row for row in rows if layer and row.layer == layer.code and label in (ANY_LABEL, row.label)]
    marks = tuple(
        Mark(
            heads[row.annotation_id],
            row.start,
            row.stop,
            row.quote,
            category_named(layer.label_variable, row.label) if layer else row.label,
            row.label,
            tuple(_attributes(layer, row.attributes)) if layer else (),
        )
        for row in shown
    )
    annotators = tuple(sorted(heads.values()))
    return Marked(
        article=article,
        annotators=annotators,
        paragraphs=_paragraphs(session, article, marks),
        marks=marks,
        answers=tuple(_answers(session, heads, annotators, codebook)),
    )


def _submitted(session: Session, round_: Round, article: Article) -> dict[int, str] | None:
    """Return whose submitted annotation each is; None where nobody owes the article in this round."""
    query = (
        select(Assignment.annotator_id, AnnotationHead.id, AnnotationHead.state)
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id, Assignment.article_id == article.id)
    )
    owed = session.execute(query).all()
    known = pseudonyms(session, round_.project_id)
    if not owed:
        return None
    return {head: known.get(user, f"U{user}") for user, head, state in owed if state == SUBMITTED}


def _paragraphs(session: Session, article: Article, marks: Sequence[Mark]) -> tuple[Paragraph, ...]:
    text = session.scalar(select(Article.text).where(Article.id == article.id)) or ""
    zones = [Zone(row.start, row.stop, row.kind) for row in zone_rows(session, article)]
    return tuple(
        Paragraph(block.zone or BODY, tuple(_pieces(text, block, marks))) for block in blocks(text, zones)
    )


def _pieces(text: str, block: Block, marks: Sequence[Mark]) -> Iterator[Piece]:
    here = [mark for mark in marks if mark.start < block.end and block.start < mark.end]
    edges = {block.start, block.end}
    edges |= {edge for mark in here for edge in (mark.start, mark.end) if block.start < edge < block.end}
    for start, end in pairwise(sorted(edges)):
        by = {mark.annotator for mark in here if mark.start <= start and end <= mark.end}
        yield Piece(start, end, text[start:end], tuple(sorted(by)))


def _answers(
    session: Session, heads: dict[int, str], annotators: Sequence[str], codebook: Codebook
) -> Iterator[Answers]:
    query = select(AnswerRow).where(AnswerRow.annotation_id.in_(heads))
    given: dict[tuple[str, str], Value] = {
        (row.variable, heads[row.annotation_id]): row.value for row in session.scalars(query)
    }
    for question in codebook.article_questions:
        told = tuple(
            words(question, given[question.code, one]) if (question.code, one) in given else NOT_ASKED
            for one in annotators
        )
        yield Answers(question.code, question.name, told)


def _attributes(layer: Layer, attributes: dict[str, Value]) -> Iterator[tuple[str, str]]:
    for variable in layer.attributes:
        if variable.code in attributes:
            yield variable.name, words(variable, attributes[variable.code])
