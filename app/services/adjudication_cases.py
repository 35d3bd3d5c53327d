"""The articles of a round as adjudicators meet them: what was submitted, what is disagreed on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED, Annotation, MarkedSpan
from annotations.codebook import Codebook
from annotations.decisions import Coder, Disagreement, Group, Submitted, disagreements, groups_of
from annotations.decisions.proposals import Competences
from annotations.decisions.reliable import Case, competences
from annotations.reliability.codings import Ranges
from app.models import AnnotationHead, Article, Assignment, Outlet, Round, SpanRow
from app.services import annotation_state
from app.services.codings import Standing, codings, standing
from app.services.frozen import Kept

MAX_SPANS = 400_000
# With more annotations than this competences take seconds: they are estimated once somebody asks.
HEAVY = 1_500
_recent: "Kept[RoundCase]" = Kept(MAX_SPANS)


@dataclass(frozen=True)
class ArticleCase:
    """One article with everything that was submitted about it."""

    article_id: int
    called: str
    outlet: str
    sha256: str  # of its text
    submitted: tuple[Submitted, ...]
    groups: tuple[Group, ...]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True)
class RoundCase:
    """All articles of a round that somebody submitted, in the order of the corpus.

    ``versions`` has every annotation of the round with its newest version where it is submitted.
    """

    codebook: Codebook
    articles: Mapping[int, ArticleCase]
    versions: Mapping[int, int]
    annotator_of: Mapping[int, str]

    @property
    def annotators(self) -> tuple[str, ...]:
        """Everybody who submitted something."""
        everybody = (one.coder.annotator for case in self.articles.values() for one in case.submitted)
        return tuple(sorted(set(everybody)))

    @property
    def is_estimated(self) -> bool:
        """Whether competences are at hand or quickly had."""
        return self.size <= HEAVY or "competences" in self.__dict__

    @cached_property
    def size(self) -> int:
        """How many annotations were submitted; every disagreement asks, so they are counted once."""
        return sum(len(case.submitted) for case in self.articles.values())

    def estimate(self) -> None:
        """Find out who is most reliable; it is kept with the cases."""
        self.__dict__["competences"] = self.competences

    @cached_property
    def competences(self) -> Competences:
        """How reliable the annotators are, by question."""
        cases = [Case(case.submitted, case.groups) for case in self.articles.values()]
        return competences(cases, self.codebook)


def read(session: Session, round_: Round) -> RoundCase:
    """Return the round as it stands, from memory if nothing in it changed."""
    stands = standing(session, round_)
    key = (round_.id, stands.fingerprint, round_.codebook.sha256)
    found = _recent.get(key)
    if found is None:
        found = _read(session, round_, stands)
        spans = sum(len(one.annotation.spans) for case in found.articles.values() for one in case.submitted)
        _recent.put(key, found, spans + 10 * len(found.articles) + 1)
    return found


def _read(session: Session, round_: Round, stands: Standing) -> RoundCase:
    codebook = annotation_state.codebook_of(session, round_)
    versions, notes = _versions(session, round_), _notes(session, round_)
    submitted: defaultdict[int, list[Submitted]] = defaultdict(list)
    facts: dict[int, tuple[int, Ranges]] = {}
    owner = {row[3]: stands.annotators.get(row[2]) or f"U{row[2]}" for row in stands.assignments if row[3]}
    for row, coding in zip(stands.assignments, codings(session, round_, stands), strict=True):
        article_id, annotation_id, state = row[1], row[3], row[4]
        facts[article_id] = coding.length, coding.coded
        if state == SUBMITTED:
            coder = Coder(annotation_id, versions[annotation_id], coding.annotator)
            said = _with_notes(coding.annotation, notes.get(annotation_id, {}))
            submitted[article_id].append(Submitted(coder, said))
    articles = {
        article_id: _case((article_id, *told), submitted[article_id], codebook, facts[article_id])
        for article_id, *told in _named(session, round_)
        if submitted[article_id]
    }
    return RoundCase(codebook, articles, versions, owner)


def _case(
    named: Sequence[Any],
    submitted: list[Submitted],
    codebook: Codebook,
    facts: tuple[int, Ranges],
) -> ArticleCase:
    groups = groups_of(submitted, codebook, *facts)
    found = disagreements(submitted, groups, codebook)
    article_id, called, outlet, sha256 = named
    return ArticleCase(article_id, called, outlet, sha256, tuple(submitted), groups, found)


def _versions(session: Session, round_: Round) -> dict[int, int]:
    query = (
        select(AnnotationHead.id, AnnotationHead.version)
        .join(Assignment, Assignment.id == AnnotationHead.assignment_id)
        .where(Assignment.round_id == round_.id, AnnotationHead.state == SUBMITTED)
    )
    return {key: version for key, version in session.execute(query)}


def _notes(session: Session, round_: Round) -> Mapping[int, Mapping[str, str]]:
    query = (
        select(SpanRow.annotation_id, SpanRow.uid, SpanRow.note)
        .join(AnnotationHead, AnnotationHead.id == SpanRow.annotation_id)
        .join(Assignment, Assignment.id == AnnotationHead.assignment_id)
        .where(Assignment.round_id == round_.id, SpanRow.note != "")
    )
    found: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for annotation_id, uid, note in session.execute(query):
        found[annotation_id][uid] = note
    return found


def _with_notes(said: Annotation, notes: Mapping[str, str]) -> Annotation:
    if not notes:
        return said
    spans: tuple[MarkedSpan, ...] = tuple(
        replace(span, note=notes[span.uid]) if span.uid in notes else span for span in said.spans
    )
    return replace(said, spans=spans)


def _named(session: Session, round_: Round) -> list[tuple[Any, ...]]:
    of_round = select(Assignment.article_id).where(Assignment.round_id == round_.id)
    query = (
        select(Article.id, Article.title, Article.name, Outlet.name, Article.sha256)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id.in_(of_round))
        .order_by(Article.id)
    )
    rows = session.execute(query)
    return [(key, title or name, outlet or "", sha256) for key, title, name, outlet, sha256 in rows]
