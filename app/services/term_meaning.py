"""What terms mean where they stand: people judge a random sample of the places of each.

A share is that of the places which mean it among all that were judged; unclear ones count as not meaning it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotations.shares import wilson
from annotations.terms import Term, unusable
from app.clock import now
from app.models import Article, Project, TermVerdict, User
from app.models.terms import VERDICTS
from app.services import suggesting, term_places, terms
from app.services.refused import Refused
from app.services.term_places import Found, Standing, Where
from app.services.terms import Listed

MEANS_IT, SOMETHING_ELSE, UNCLEAR = VERDICTS
CONTEXT = 90  # characters before and after the words
CHECKED, BELOW, UNCHECKED, NOWHERE, UNUSABLE = "checked", "below", "unchecked", "nowhere", "no label"


@dataclass(frozen=True)
class Meaning:
    """A term with what is known of it: where it stands, and how its sample was judged."""

    term: Term
    standing: Standing
    judged: int
    means: int
    unclear: int
    state: str
    why: str = ""  # no label of the codebook fits any more

    @property
    def share(self) -> float | None:
        """The share of judged places that mean it."""
        return self.means / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The interval of the share by Wilson."""
        return wilson(self.means, self.judged) if self.judged else None


@dataclass(frozen=True)
class Line:
    """One place of a term in its context."""

    where: Where
    title: str
    language: str
    before: str
    words: str
    after: str
    verdict: str


def of_list(session: Session, project: Project, listed: Listed, found: Found) -> list[Meaning]:
    """Return what is known of each term of a list, in its order."""
    said = _verdicts(session, project)
    book = suggesting.instrument_of(session, project).book if listed.terms else None
    meanings = []
    for term in listed.terms:
        standing, of_term = found.of(term), said.get(term.key, {})
        judged = [of_term[where] for where in standing.sample if where in of_term]
        means, unclear = judged.count(MEANS_IT), judged.count(UNCLEAR)
        why = unusable(term, book) if book else ""
        state = _state(listed, standing, len(judged), means) if not why else UNUSABLE
        meanings.append(Meaning(term, standing, len(judged), means, unclear, state, why))
    return meanings


def _state(listed: Listed, standing: Standing, judged: int, means: int) -> str:
    if not standing.places:
        return NOWHERE
    if judged < len(standing.sample):
        return UNCHECKED
    return CHECKED if 100 * means >= listed.least_share * judged else BELOW


def lines(session: Session, project: Project, term: Term, standing: Standing) -> list[Line]:
    """Return the sample of a term in context, in the order in which it was drawn."""
    said = _verdicts(session, project, term.key).get(term.key, {})
    query = select(Article.id, Article.title, Article.name, Article.language, Article.text)
    numbers = {article for article, _, _ in standing.sample}
    rows = session.execute(query.where(Article.id.in_(numbers), Article.project_id == project.id)).all()
    known = {row.id: row for row in rows}
    return [
        Line(
            where,
            row.title or row.name,
            row.language,
            _cut(row.text[max(0, where[1] - CONTEXT) : where[1]], where[1] > CONTEXT, start=True),
            _flat(row.text[where[1] : where[2]]),
            _cut(row.text[where[2] : where[2] + CONTEXT], len(row.text) > where[2] + CONTEXT, start=False),
            said.get(where, ""),
        )
        for where in standing.sample
        if (row := known.get(where[0]))
    ]


def _cut(context: str, is_cut: bool, *, start: bool) -> str:
    """Return context on one line, without the half of a word at its far end."""
    if is_cut:
        whole = context.partition(" ")[2] if start else context.rpartition(" ")[0]
        context = whole or context
        return f"… {_flat(context)}" if start else f"{_flat(context)} …"
    return _flat(context)


def _flat(text: str) -> str:
    """Return a text with a space for every stretch of white space, also at its ends."""
    inner = " ".join(text.split())
    before, after = text[:1].isspace(), text[-1:].isspace()
    return f"{' ' if before else ''}{inner}{' ' if after and inner else ''}"


def judge(
    session: Session, project: Project, actor: User | None, term: Term, given: Mapping[Where, str]
) -> int:
    """Keep verdicts on places of the sample of a term; return how many differ from what was said before.

    Raises:
        Refused: a place is not in the sample, or there is no such verdict.
    """
    found = term_places.look(session, project, terms.newest(session, project))
    sample = set(found.of(term).sample)
    said = _verdicts(session, project, term.key).get(term.key, {})
    changed = {where: verdict for where, verdict in given.items() if said.get(where) != verdict}
    for where, verdict in changed.items():
        if verdict not in VERDICTS:
            raise Refused(f"{verdict[:40]!r} is no verdict on a term.")
        if where not in sample:
            raise Refused("The corpus changed meanwhile, and another sample was drawn. Look at it again.")
    session.add_all(
        TermVerdict(
            project_id=project.id,
            article_id=where[0],
            term=term.key,
            start=where[1],
            stop=where[2],
            verdict=verdict,
            made_by=actor.id if actor else None,
            made_at=now(),
        )
        for where, verdict in changed.items()
    )
    session.flush()
    return len(changed)


def _verdicts(session: Session, project: Project, key: str = "") -> dict[str, dict[Where, str]]:
    """Return the newest verdict on each place of each term."""
    last = select(func.max(TermVerdict.id)).where(TermVerdict.project_id == project.id)
    if key:
        last = last.where(TermVerdict.term == key)
    places = (TermVerdict.term, TermVerdict.article_id, TermVerdict.start, TermVerdict.stop)
    query = select(*places, TermVerdict.verdict).where(TermVerdict.id.in_(last.group_by(*places)))
    found: dict[str, dict[Where, str]] = defaultdict(dict)
    for term, article, start, stop, verdict in session.execute(query):
        found[term][article, start, stop] = verdict
    return found


def ready(meanings: Sequence[Meaning], *, every: bool = False) -> list[Term]:
    """Return the terms that suggest: those whose sample was judged well enough, or every one that can."""
    return [one.term for one in meanings if one.state == CHECKED or (every and not one.why)]
