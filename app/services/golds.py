"""Gold articles: articles with a key that are mixed into a round unseen, to measure annotators against it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from annotations.assignments import gold_places
from annotations.assignments.chance import shuffled
from annotations.scoring import Score
from app.models import AnnotationHead, AnswerKey, Article, Assignment, Project, Round, User
from app.services import annotation_state, key_scores
from app.services.key_scores import Scored
from app.services.refused import Refused
from app.services.round_wishes import Wanted

TRAINING = "training"
LISTED = 300
Row = tuple[str, int, tuple[Score, ...]]


@dataclass(frozen=True)
class Results:
    """How annotators do on the gold articles of a round; each row with the number of its submissions."""

    articles: Sequence[str]
    people: Sequence[Row]
    weeks: Sequence[Row]
    people_by_week: Sequence[Row]


def offered(session: Session, project: Project) -> dict[int, str]:
    """Return the articles that have a key under some version, with what they are called."""
    query = (
        select(Article.id, Article.called)
        .where(Article.id.in_(select(AnswerKey.article_id).where(AnswerKey.project_id == project.id)))
        .order_by(Article.called, Article.id)
        .limit(LISTED)
    )
    return {number: called for number, called in session.execute(query)}


def choose(session: Session, project: Project, wanted: Wanted) -> tuple[int, ...]:
    """Return the gold articles of a round that is planned; those asked for, or so many drawn by its seed.

    Raises:
        Refused: one of them has no key under the round's version, or is known to an annotator.
    """
    if not wanted.gold_articles and not wanted.gold_count:
        return ()
    if wanted.phase == TRAINING:
        raise Refused("A training has its keys in the open; gold articles are mixed into other rounds.")
    keyed, spoilt = _with_keys(session, project, wanted.codebook.id, [user.id for user in wanted.annotators])
    if wanted.gold_articles:
        return _chosen(session, wanted.gold_articles, keyed, spoilt)
    left = [article for article in keyed if article not in spoilt]
    if wanted.gold_count > len(left):
        raise Refused(
            f"{wanted.gold_count} gold articles were asked for, but there are {len(left)}: of {len(keyed)} "
            f"articles with a key under this version of the codebook, {len(spoilt)} are known to somebody "
            "of the round, who coded them in the round that the key came from or in a training."
        )
    return tuple(sorted(shuffled(left, wanted.seed, "gold")[: wanted.gold_count]))


def _chosen(
    session: Session, chosen: Sequence[int], keyed: Collection[int], spoilt: Mapping[int, str]
) -> tuple[int, ...]:
    for article in chosen:
        called = session.get_one(Article, article).called
        if article not in keyed:
            raise Refused(f"“{called}” has no key under this version of the codebook, so it cannot be gold.")
        if article in spoilt:
            raise Refused(
                f"“{called}” cannot be gold: {spoilt[article]} coded it in the round that its key came from, "
                "or in a training."
            )
    return tuple(sorted(set(chosen)))


def _with_keys(
    session: Session, project: Project, codebook_id: int, annotators: Collection[int]
) -> tuple[list[int], dict[int, str]]:
    """Return the articles with a key, in order, and which of them an annotator knows: who that is."""
    query = select(AnswerKey.article_id, AnswerKey.round_id).where(
        AnswerKey.project_id == project.id, AnswerKey.codebook_id == codebook_id
    )
    sources: dict[int, set[int | None]] = {}
    for article, source in session.execute(query.order_by(AnswerKey.article_id)):
        sources.setdefault(article, set()).add(source)
    seen = (
        select(Assignment.article_id, Assignment.round_id, Round.phase, User.name)
        .join(Round, Round.id == Assignment.round_id)
        .join(User, User.id == Assignment.annotator_id)
        .where(Assignment.article_id.in_(list(sources)), Assignment.annotator_id.in_(list(annotators)))
    )
    spoilt = {
        article: name
        for article, round_id, phase, name in session.execute(seen)
        if phase == TRAINING or round_id in sources[article]
    }
    return list(sources), spoilt


def of_round(session: Session, round_: Round) -> list[int]:
    """Return the gold articles of a round."""
    query = select(Assignment.article_id).where(Assignment.round_id == round_.id, Assignment.gold).distinct()
    return sorted(session.scalars(query))


def refuse_who_knows(session: Session, round_: Round, newcomers: Sequence[User]) -> None:
    """Refuse annotators to be added to a round who know a gold article of it."""
    gold = of_round(session, round_)
    for user in newcomers if gold else ():
        _, spoilt = _with_keys(session, round_.project, round_.codebook_id, [user.id])
        if set(gold) & set(spoilt):
            raise Refused(
                f"{user.name} cannot join: a gold article of this round was coded by them, in the round "
                "that its key came from or in a training."
            )


def follow(session: Session, round_: Round, newcomers: Sequence[int], gone: Sequence[int]) -> None:
    """Give newcomers of a round its gold articles at places of their own; take untouched ones from who left.

    Call it before places are counted: a newcomer's articles may lie anywhere in order.
    """
    gold = of_round(session, round_)
    if not gold:
        return
    begun = select(AnnotationHead.id).where(AnnotationHead.assignment_id == Assignment.id).exists()
    session.execute(
        delete(Assignment).where(
            Assignment.round_id == round_.id, Assignment.gold, Assignment.annotator_id.in_(gone), ~begun
        )
    )
    for annotator in newcomers:
        _mix_in(session, round_, annotator, gold)


def _mix_in(session: Session, round_: Round, annotator: int, gold: Sequence[int]) -> None:
    mine = select(Assignment).where(Assignment.round_id == round_.id, Assignment.annotator_id == annotator)
    own = session.scalars(mine.order_by(Assignment.position, Assignment.id)).all()
    # With fewer than two others they come last: there is nothing else to stand between.
    places = gold_places(max(len(own), 2), len(gold), annotator, round_.seed)
    order = shuffled(range(len(gold)), round_.seed, "gold order", annotator)
    rest = [place for place in range(1, max(len(own), 2) + len(gold) + 1) if place not in places]
    for one, place in zip(own, rest, strict=False):
        one.position = place
    session.flush()
    rows = [
        {
            "round_id": round_.id,
            "article_id": gold[number],
            "annotator_id": annotator,
            "position": place,
            "gold": True,
        }
        for number, place in zip(order, places, strict=True)
    ]
    session.execute(insert(Assignment), rows)


def results(session: Session, round_: Round) -> Results:
    """Return how annotators do on gold articles, by what each submitted first."""
    gold = of_round(session, round_)
    called = session.scalars(
        select(Article.called).where(Article.id.in_(gold)).order_by(Article.called)
    ).all()
    found = key_scores.read(session, round_, Assignment.gold) if gold else []
    people = {one.first.annotator_id for one in found}
    named = select(User.id, User.name).where(User.id.in_(people))
    names = {number: name for number, name in session.execute(named)}

    def person(one: Scored) -> str:
        return names[one.first.annotator_id]

    def rows(group: Callable[[Scored], str]) -> list[Row]:
        groups: dict[str, list[Scored]] = {}
        for one in found:
            groups.setdefault(group(one), []).append(one)
        return [(name, len(of), key_scores.measured(of, codebook)) for name, of in sorted(groups.items())]

    codebook = annotation_state.codebook_of(session, round_)
    return Results(called, rows(person), rows(_week), rows(lambda one: f"{person(one)}, {_week(one)}"))


def _week(one: Scored) -> str:
    year, week, _ = one.first.at.isocalendar()
    return f"{year}-W{week:02}"
