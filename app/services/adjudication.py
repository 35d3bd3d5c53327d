"""The queue of disagreements of a round: found, narrowed, paged; and proposals confirmed many at once."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy.orm import Session

from annotations.annotation import Annotation
from annotations.decisions import (
    Adjudicated,
    Decision,
    Disagreement,
    Proposal,
    Settled,
    adjudicate,
    proposals,
)
from annotations.decisions.disagreements import options_of
from annotations.decisions.proposals import MODELS
from annotations.decisions.subject import FOUND, KINDS
from app.models import Article, DecisionRow, Round, User
from app.services import adjudication_cases, decisions, frozen
from app.services.adjudication_cases import ArticleCase, RoundCase
from app.services.decisions import Log, Verdict
from app.services.paging import Listing, Page
from app.services.refused import Refused

UNDECIDED, STALE, DECIDED, NEEDLESS = "undecided", "stale", "decided", "not needed"
STATES = (UNDECIDED, STALE, DECIDED, NEEDLESS)
BASES = ("majority", "overlap", "dawid-skene", "mace")
PAGE_SIZE = 25
OWN = "You coded this article in this round, so others decide about it."


@dataclass(frozen=True)
class Narrowed:
    """What of the queue is asked for; an empty word means all."""

    state: str = UNDECIDED
    kind: str = ""
    label: str = ""  # code of a label, or of a question
    pair: tuple[str, str] | None = None  # two annotators who said different things
    outlet: str = ""


@dataclass(frozen=True)
class Item:
    """One disagreement where it stands."""

    case: ArticleCase
    disagreement: Disagreement
    state: str
    decision: Decision | None
    cases: RoundCase = field(repr=False, compare=False)
    is_left: bool = False  # nobody disagrees on this any more; the decision can only be taken back

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """What a person may confirm."""
        return proposals(self.disagreement, self.cases.competences if self.cases.is_estimated else {})

    @property
    def seen(self) -> str:
        """A digest of what a person saw here, to notice that something else is there by now."""
        told = [self.disagreement.subject.to_dict(), self.decision.number if self.decision else 0]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Desk:
    """A round with its decisions: what all pages about adjudication begin with."""

    round: Round
    cases: RoundCase
    log: Log
    own: frozenset[int]  # articles that the asking person coded

    def items(self, case: ArticleCase) -> tuple[Item, ...]:
        """Return the disagreements of an article as the text runs, then what decisions left behind."""
        settled = self.log.settled(case.article_id)
        here = tuple(self._item(case, one, settled) for one in case.disagreements)
        told = {item.decision.number for item in here if item.decision}
        return here + tuple(self._left(case, settled, told))

    def _item(self, case: ArticleCase, disagreement: Disagreement, settled: Settled) -> Item:
        subject = disagreement.subject
        decision = settled.of(subject)
        if decision is not None:
            state = STALE if decision.subject.is_stale(self.cases.versions) else DECIDED
        elif (earlier := settled.before(subject.group)) is not None:
            state, decision = STALE, settled.groups[earlier].get(subject.facet)
        else:
            state = NEEDLESS if subject.kind != FOUND and settled.rejects(subject.group) else UNDECIDED
        return Item(case, disagreement, state, decision, self.cases)

    def _left(self, case: ArticleCase, settled: Settled, told: Set[int]) -> Iterator[Item]:
        """Yield decisions on what is no disagreement any more, since annotations changed."""
        for decision in settled.all:
            if decision.number in told:
                continue
            subject = decision.subject
            said = Disagreement(subject, options_of(subject, self.cases.codebook))
            state = STALE if subject.is_stale(self.cases.versions) else DECIDED
            yield Item(case, said, state, decision, self.cases, is_left=True)

    def stands(self, row: DecisionRow) -> bool:
        """Say whether the decision of a row is in force."""
        return any(one.number == row.id for one in self.log.settled(row.article_id).all)

    def is_stale(self, row: DecisionRow) -> bool:
        """Say whether an annotation that the decision of a row rests on was changed since."""
        decision = next(one for one in self.log.decisions[row.article_id] if one.number == row.id)
        return decision.subject.is_stale(self.cases.versions)

    def all(self) -> Iterator[Item]:
        """Yield the disagreements of all articles in order."""
        for case in self.cases.articles.values():
            yield from self.items(case)


def desk(
    session: Session,
    round_: Round,
    user: User | None,
    article: Article | None = None,
    *,
    estimate: bool = False,
) -> Desk:
    """Return the round, with the decisions of the article alone if there is one.

    With `estimate` it is found out who is most reliable, however long that takes in a large round.
    """
    cases = adjudication_cases.read(session, round_)
    if estimate:
        cases.estimate()
    log = decisions.log(session, round_, cases.annotator_of, article.id if article else None)
    own = decisions.own_articles(session, round_, user) if user else frozenset()
    return Desk(round_, cases, log, own)


def narrow(items: Iterable[Item], narrowed: Narrowed) -> list[Item]:
    """Return what was asked for."""
    return [item for item in items if _fits(item, narrowed)]


def _fits(item: Item, narrowed: Narrowed) -> bool:
    one = item.disagreement
    return (
        (not narrowed.state or item.state == narrowed.state)
        and (not narrowed.kind or one.kind == narrowed.kind)
        and (not narrowed.label or narrowed.label in (*one.labels, one.subject.variable))
        and (narrowed.pair is None or one.divides(*narrowed.pair))
        and (not narrowed.outlet or item.case.outlet == narrowed.outlet)
    )


def page(items: Sequence[Item], listing: Listing) -> Page:
    """Return one page of the queue."""
    total = len(items)
    number = min(max(1, listing.page), max(1, -(-total // PAGE_SIZE)))
    rows = items[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return Page(rows, total, number, PAGE_SIZE, listing)


def counts(items: Sequence[Item]) -> Mapping[str, int]:
    """Return how many disagreements are in each state."""
    found = Counter(item.state for item in items)
    return {state: found[state] for state in STATES}


def by_kind(items: Sequence[Item]) -> Mapping[str, tuple[int, int]]:
    """Return for each kind how many disagreements are settled, and how many there are."""
    done = Counter(item.disagreement.kind for item in items if item.state in (DECIDED, NEEDLESS))
    every = Counter(item.disagreement.kind for item in items)
    return {kind: (done[kind], every[kind]) for kind in KINDS if every[kind]}


def proposed(items: Sequence[Item]) -> Mapping[str, int]:
    """Return how many undecided disagreements have a proposal on each basis."""
    found = Counter(one.basis for item in items if item.state == UNDECIDED for one in item.proposals)
    return {basis: found[basis] for basis in BASES if found[basis]}


@dataclass(frozen=True)
class Confirmed:
    """What came of confirming proposals together."""

    batch: str | None
    count: int
    own: int  # left out, since the person coded the article


def confirm(session: Session, round_: Round, actor: User, narrowed: Narrowed, basis: str) -> Confirmed:
    """Take on every proposal of this basis in the narrowed queue; only what is undecided is decided."""
    decisions.hold(session, round_)
    here = desk(session, round_, actor, estimate=basis in MODELS)
    chosen = [
        (item, proposal)
        for item in narrow(here.all(), narrowed)
        if item.state == UNDECIDED
        for proposal in item.proposals
        if proposal.basis == basis
    ]
    mine = [item for item, _ in chosen if item.case.article_id in here.own]
    verdicts: list[tuple[Article | int, Verdict]] = [
        (item.case.article_id, Verdict(item.disagreement, proposal.value, basis, proposal.why))
        for item, proposal in chosen
        if item.case.article_id not in here.own
    ]
    if not verdicts:
        raise Refused(OWN if mine else "Nothing undecided here has such a proposal.")
    settled = {article_id: here.log.settled(article_id) for article_id in here.cases.articles}
    batch = decisions.decide(session, round_, actor, verdicts, settled, together=True)
    return Confirmed(batch, len(verdicts), len(mine))


def stands(session: Session, here: Desk, article_id: int) -> Adjudicated:
    """Return what stands in an article after adjudication."""
    case = here.cases.articles.get(article_id)
    if case is None:
        return Adjudicated((), (), 0)
    text = frozen.article_text(session.connection(), article_id, case.sha256)
    settled = here.log.settled(article_id)
    return adjudicate(case.submitted, case.groups, settled, here.cases.codebook, text)


def adjudicated(session: Session, round_: Round, article: Article) -> Annotation:
    """Return the adjudicated annotation of an article, such as a key for training is made of.

    Raises:
        Refused: something in it is still undecided.
    """
    found = stands(session, desk(session, round_, None, article), article.id)
    if found.open:
        raise Refused(f"{found.open} disagreements about this article are still undecided.")
    return found.annotation
