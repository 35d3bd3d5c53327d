"""What a norming meeting has on the screen: one article with everybody's marks, and what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotations import codebook_entries
from annotations.codebook import Category, Codebook, Variable
from annotations.decisions import ANSWER, ATTRIBUTE, Disagreement, Subject
from app.models import Article, NormingItem, Round
from app.services import adjudication, annotation_state, frozen, lanes, said_words
from app.services.lanes import Lane, Paragraph


@dataclass(frozen=True)
class Screen:
    """One article for all, and one disagreement about it as it stood when it was put on the screen."""

    article: Article
    title: str
    quote: str
    lanes: tuple[Lane, ...]
    paragraphs: tuple[Paragraph, ...]
    entries: Sequence[tuple[str, str]]  # where a rule can be written: path and name


def screen(session: Session, round_: Round, item: NormingItem) -> Screen:
    """Return what everybody in the meeting sees."""
    article = session.get_one(Article, item.article_id)
    desk = adjudication.desk(session, round_, None, article)
    codebook, case = desk.cases.codebook, desk.cases.articles.get(article.id)
    subject = Subject.from_dict(item.subject, desk.cases.annotator_of)
    place = Disagreement(subject, ()).place
    submitted = sorted(case.submitted, key=lambda one: one.coder.annotator) if case else []
    in_lanes = [lanes.lane(one.coder.annotator, one.annotation.spans, codebook) for one in submitted]
    text = frozen.article_text(session.connection(), article.id, article.sha256)
    return Screen(
        article,
        said_words.title(codebook, subject),
        said_words.quoted(subject, *place) if place else "",
        tuple(in_lanes),
        lanes.paragraphs(text, annotation_state.zones(session, article.id), in_lanes, place),
        entries(codebook, subject),
    )


def entries(codebook: Codebook, subject: Subject) -> list[tuple[str, str]]:
    """Return the codebook entries that a rule about a subject may belong to, the likeliest first."""
    paths = {id(entry.thing): entry.path for entry in codebook_entries.entries(codebook)}
    return [(paths[id(thing)], thing.name) for thing in _things(codebook, subject)]


def _things(codebook: Codebook, subject: Subject) -> Sequence[Variable | Category]:
    if subject.kind == ANSWER:
        question = codebook.article_question(subject.variable)
        return [question, *question.categories]
    layer = codebook.layer(subject.layer)
    if subject.kind == ATTRIBUTE:
        asked = layer.attribute(subject.variable)
        return [asked, *asked.categories]
    used = {mark.span.label for mark in subject.marks}
    return sorted((one for one in layer.labels if one.offered), key=lambda one: one.code not in used)
