"""What was found in articles, read from rounds that show their results: by everybody, or adjudicated."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotations.annotation import SUBMITTED, Annotation
from annotations.codebook import Codebook
from annotations.compared import Finding, Located, findings
from annotations.decisions import Coder, Decision, Submitted, adjudicate, groups_of, settle
from annotations.reliability import Coding
from annotations.zones import coded_ranges, zone_at
from app.models import Article, DecisionRow
from app.services import decisions, framed_rows
from app.services.compared import ADJUDICATED, Choice
from app.services.framed_rows import Told, Work
from app.services.frozen import Kept

MAX_FINDINGS = 200_000
# By everything that was said and the codebook it was said under; hashes stand for whole chains of changes.
_recent: Kept[Sequence[Finding]] = Kept(MAX_FINDINGS)


@dataclass(frozen=True)
class Framed:
    """Articles by id, and everything found in them, by article and as the texts run."""

    articles: Mapping[int, Told]
    located: tuple[Located, ...]


@dataclass(frozen=True)
class _Source:
    codebook: Codebook
    work: Sequence[Work]
    of_articles: Select[int]


def read(session: Session, choice: Choice, of_articles: Select[int]) -> Framed:
    """Return these articles with what was found in them."""
    work = framed_rows.work(session, choice, of_articles)
    submitted = [one for one in work if one.state == SUBMITTED]
    articles = framed_rows.articles(session, of_articles, submitted)
    found: Sequence[Finding] = ()
    if choice.codebook is not None:
        source = _Source(choice.codebook, work, of_articles)
        if choice.source == ADJUDICATED:
            found = _adjudicated(session, choice, source, articles)
        else:
            found = _of_everybody(choice, source, articles)
    located = [_located(one, articles[int(one.article)]) for one in found]
    # Those of one article are in the order of its text already.
    return Framed(articles, tuple(sorted(located, key=lambda one: int(one.finding.article))))


def _located(found: Finding, article: Told) -> Located:
    return Located(found, article.outlet, zone_at(article.zones, found.start))


def _of_everybody(choice: Choice, source: _Source, articles: Mapping[int, Told]) -> Sequence[Finding]:
    """Return the findings of all annotators; whoever turns the pages of a table has them matched once."""
    submitted = [one for one in source.work if one.state == SUBMITTED]
    told = [(one.annotator, one.round_id, one.article_id, one.head_hash) for one in submitted]
    key = choice.rounds[0].codebook.sha256, hashlib.sha256(repr(told).encode()).hexdigest()
    found = _recent.get(key)
    if found is None:
        who = {f"{one.annotator} {one.round_id}": one.annotator for one in submitted}
        codings = [
            _coding(articles[one.article_id], f"{one.annotator} {one.round_id}", one.said)
            for one in submitted
        ]
        found = findings(codings, source.codebook, lambda name, span: (who[name],))
        _recent.put(key, found, len(found) + 1)
    return found


def _coding(article: Told, annotator: str, said: Annotation) -> Coding:
    # Zones are a filter here, so that all of the text is looked at.
    return Coding(str(article.id), annotator, said, article.length, ((0, article.length),))


def _adjudicated(
    session: Session, choice: Choice, source: _Source, articles: Mapping[int, Told]
) -> Sequence[Finding]:
    """Return what stands after adjudication; rounds that found the same are one finding."""
    cases: defaultdict[tuple[int, int], list[Submitted]] = defaultdict(list)
    for one in source.work:
        if one.state == SUBMITTED:
            coder = Coder(one.id, one.version, one.annotator)
            cases[one.round_id, one.article_id].append(Submitted(coder, one.said))
    decided, texts = _decided(session, choice, source), _texts(session, source.of_articles)
    codings: list[Coding] = []
    who: dict[tuple[str, str], tuple[str, ...]] = {}
    for (round_id, article_id), submitted in cases.items():
        article, name = articles[article_id], f"round {round_id}"
        coded = coded_ranges(article.length, article.zones)
        groups = groups_of(submitted, source.codebook, article.length, coded)
        settled = settle(decided.get((round_id, article_id), ()))
        stands = adjudicate(submitted, groups, settled, source.codebook, texts[article_id])
        who |= {(name, one.span.uid): one.annotators for one in stands.spans}
        spans = tuple(one.span for one in stands.spans)
        codings.append(_coding(article, name, Annotation(spans, state=SUBMITTED)))
    return findings(codings, source.codebook, lambda name, span: who[name, span.uid])


def _decided(
    session: Session, choice: Choice, source: _Source
) -> Mapping[tuple[int, int], Sequence[Decision]]:
    annotator_of = {one.id: one.annotator for one in source.work}
    query = select(DecisionRow).where(
        DecisionRow.round_id.in_(choice.ids), DecisionRow.article_id.in_(source.of_articles)
    )
    found: defaultdict[tuple[int, int], list[Decision]] = defaultdict(list)
    for row in session.scalars(query.order_by(DecisionRow.id)):
        found[row.round_id, row.article_id].append(decisions.read(row, annotator_of))
    return found


def _texts(session: Session, of_articles: Select[int]) -> Mapping[int, str]:
    rows = session.execute(select(Article.id, Article.text).where(Article.id.in_(of_articles)))
    return {article_id: text for article_id, text in rows}
