"""What an annotator learns once a round is released: the own marks and answers beside what stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotations.decisions import Decision
from app.models import Assignment
from app.services import adjudication, annotation_state, frozen, lanes, said_words
from app.services.adjudicating import DECIDED_LANE
from app.services.adjudication import Desk, Item
from app.services.codings import pseudonyms
from app.services.lanes import Lane, Paragraph

OWN_LANE = "You"
PERSON = "person"


@dataclass(frozen=True)
class Line:
    """One disagreement in which the annotator had a say."""

    title: str
    quote: str
    own: str
    decided: str  # empty while nobody decided
    reason: str
    is_same: bool


@dataclass(frozen=True)
class Feedback:
    """An article as its annotator left it, and as it stands."""

    lanes: tuple[Lane, ...]
    paragraphs: tuple[Paragraph, ...]
    lines: tuple[Line, ...]

    @property
    def confirmed(self) -> int:
        """How many decisions went the annotator's way."""
        return sum(line.is_same for line in self.lines if line.decided)

    @property
    def decided(self) -> int:
        """How many disagreements were decided."""
        return sum(bool(line.decided) for line in self.lines)


def read(session: Session, assignment: Assignment) -> Feedback:
    """Return the feedback on one assignment of a released round; nobody else is named in it."""
    article = assignment.article
    here = adjudication.desk(session, assignment.round, None, article)
    known = pseudonyms(session, assignment.round.project_id)
    me = known.get(assignment.annotator_id, f"U{assignment.annotator_id}")
    case, codebook = here.cases.articles.get(article.id), here.cases.codebook
    stands = adjudication.stands(session, here, article.id)
    own = [one for one in case.submitted if one.coder.annotator == me] if case else []
    mine = lanes.lane(OWN_LANE, [span for one in own for span in one.annotation.spans], codebook)
    bases = {one.span.uid: one.basis for one in stands.spans}
    decided = lanes.lane(DECIDED_LANE, [one.span for one in stands.spans], codebook, bases)
    text = frozen.article_text(session.connection(), article.id, article.sha256)
    both = (mine, decided)
    shown = lanes.paragraphs(text, annotation_state.zones(session, article.id), both)
    items = here.items(case) if case else ()
    return Feedback(both, shown, tuple(_lines(here, items, me)))


def _reason(decision: Decision) -> str:
    """Return why it was decided; what speaks for a proposal may name another annotator."""
    return decision.reason if decision.basis == PERSON else said_words.BASIS_NAMES[decision.basis]


def _lines(here: Desk, items: tuple[Item, ...], me: str) -> Iterator[Line]:
    codebook = here.cases.codebook
    for item in items:
        subject, option = item.disagreement.subject, item.disagreement.sides(me)
        if option is None:
            continue
        place, decision = item.disagreement.place, item.decision
        yield Line(
            said_words.title(codebook, subject),
            said_words.quoted(subject, *place) if place else "",
            said_words.said(codebook, subject, option.value),
            said_words.said(codebook, subject, decision.value) if decision else "",
            _reason(decision) if decision else "",
            decision is not None and decision.value == option.value,
        )
