"""Answer keys: made of what was adjudicated, taken over under a newer codebook, found again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from annotations.annotation import Annotation
from annotations.scoring import fault_under
from app.clock import now
from app.models import AnswerKey, Article, Assignment, CodebookVersion, Project, Round, User
from app.services import activity, adjudication, codebooks, frozen, locks
from app.services.adjudication import STALE, Desk
from app.services.paging import Listing, Page, fetch_page, like
from app.services.refused import Refused

ADJUDICATED = "adjudicated"


@dataclass(frozen=True)
class Made:
    """What came of making the keys of a whole round; an article left out comes with the reason."""

    keys: tuple[AnswerKey, ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Line:
    """One key of a list; a newer one of the same article and version takes its place."""

    key: AnswerKey
    article: str
    version: CodebookVersion
    round: str | None
    by: str | None
    is_superseded: bool

    @property
    def spans(self) -> int:
        """How many spans it has."""
        return len(self.key.state["spans"])

    @property
    def answers(self) -> int:
        """How many questions it answers."""
        return len(self.key.state["answers"])


def make(session: Session, round_: Round, article: Article, actor: User | None) -> AnswerKey:
    """Make the key of one article of what was adjudicated in the round.

    Raises:
        Refused: something is undecided or stale, or the key is there already.
    """
    _hold(session, round_.project_id)
    desk = adjudication.desk(session, round_, None, article)
    key, reason = _of_article(session, desk, article.id, actor)
    if key is None:
        raise Refused(f"No key was made of “{article.called}”: {reason}.")
    _record(session, actor, "key.made", round_.project, round=round_.id, keys=[key.id])
    return key


def make_all(session: Session, round_: Round, actor: User | None) -> Made:
    """Make the keys of all fully adjudicated articles of a closed round.

    Raises:
        Refused: the round is not closed.
    """
    if round_.state != "closed":
        raise Refused(f"The round “{round_.name}” is {round_.state}; keys are made once it is closed.")
    _hold(session, round_.project_id)
    desk, keys, left = adjudication.desk(session, round_, None), [], []
    for article_id, called in _articles(session, round_):
        key, reason = _of_article(session, desk, article_id, actor)
        if key is not None:
            keys.append(key)
        else:
            left.append((called, reason))
    if keys:
        _record(session, actor, "key.made", round_.project, round=round_.id, keys=[one.id for one in keys])
    return Made(tuple(keys), tuple(left))


def take_over(session: Session, key: AnswerKey, actor: User | None) -> AnswerKey:
    """Take a key over under the newest frozen codebook version of the project.

    It is taken over if everything it says is there under the same codes and still offered, and if nothing
    is asked that it does not say.

    Raises:
        Refused: there is no newer version, or the key does not fit it.
    """
    project = session.get_one(Project, key.project_id)
    newest = codebooks.newest_frozen(session, project)
    earlier = session.get_one(CodebookVersion, key.codebook_id)
    if newest is None or newest.number <= earlier.number:
        raise Refused("There is no newer frozen version of the codebook to take the key over to.")
    _hold(session, project.id)
    said, article = annotation_of(key), session.get_one(Article, key.article_id)
    books = codebooks.parsed(newest), codebooks.parsed(earlier)
    if fault := fault_under(said, books[0], article.text, books[1]):
        raise Refused(f"The key does not fit version {newest.version}: {fault} Adjudicate the article anew.")
    if newest_of(session, newest.id, [article.id]):
        raise Refused(f"“{article.called}” has a key under version {newest.version} already.")
    note = f"taken over from version {earlier.version}"
    made = _add(session, project.id, article.id, newest.id, key.state, key.round_id, actor, note)
    _record(session, actor, "key.taken-over", project, key=key.id, keys=[made.id])
    return made


def annotation_of(key: AnswerKey) -> Annotation:
    """Return what the key says."""
    return Annotation.from_dict(key.state)


def newest_of(session: Session, codebook_id: int, article_ids: Collection[int]) -> Mapping[int, AnswerKey]:
    """Return the key of each of these articles that has one under the codebook version; the newest counts."""
    query = select(AnswerKey).where(
        AnswerKey.codebook_id == codebook_id, AnswerKey.article_id.in_(list(article_ids))
    )
    return {key.article_id: key for key in session.scalars(query.order_by(AnswerKey.id))}


def without_key(session: Session, codebook_id: int, article_ids: Sequence[int]) -> Sequence[str]:
    """Return what those of the articles are called that have no key under the codebook version."""
    has = exists().where(AnswerKey.article_id == Article.id, AnswerKey.codebook_id == codebook_id)
    query = (
        select(Article.called).where(Article.id.in_(article_ids), ~has).order_by(Article.called, Article.id)
    )
    return session.scalars(query).all()


def listed(session: Session, project: Project, listing: Listing) -> Page:
    """Return a page of the project's keys, the newest first."""
    newer = aliased(AnswerKey)
    superseded = exists().where(
        newer.article_id == AnswerKey.article_id,
        newer.codebook_id == AnswerKey.codebook_id,
        newer.id > AnswerKey.id,
    )
    query = (
        select(AnswerKey, Article.called, CodebookVersion, Round.name, User.name, superseded)
        .join(Article, Article.id == AnswerKey.article_id)
        .join(CodebookVersion, CodebookVersion.id == AnswerKey.codebook_id)
        .outerjoin(Round, Round.id == AnswerKey.round_id)
        .outerjoin(User, User.id == AnswerKey.created_by)
        .where(AnswerKey.project_id == project.id)
    )
    if listing.search:
        query = query.where(Article.called.ilike(like(listing.search), escape="\\"))
    sorts = {"made": -AnswerKey.id, "article": Article.called, "version": CodebookVersion.number}
    found = fetch_page(session, query, listing, sorts, then=AnswerKey.id)
    return Page([Line(*row) for row in found.rows], found.total, found.number, found.size, listing)


def can_be_taken_over(session: Session, project: Project, key: AnswerKey) -> CodebookVersion | None:
    """Return the version that the key could be asked to fit; None where it is the newest."""
    newest = codebooks.newest_frozen(session, project)
    return newest if newest is not None and newest.id != key.codebook_id else None


def _of_article(
    session: Session, desk: Desk, article_id: int, actor: User | None
) -> tuple[AnswerKey | None, str]:
    case, round_ = desk.cases.articles.get(article_id), desk.round
    if case is None:
        return None, "nobody submitted it"
    stands = adjudication.stands(session, desk, article_id)
    if stands.open:
        return None, f"{stands.open} {'thing is' if stands.open == 1 else 'things are'} undecided"
    if any(item.state == STALE for item in desk.items(case)):
        return None, "an annotation was changed after it had been decided about"
    text = frozen.article_text(session.connection(), article_id, case.sha256)
    if fault := fault_under(stands.annotation, desk.cases.codebook, text):
        return None, fault.rstrip(".")
    state = stands.annotation.to_dict()
    before = newest_of(session, round_.codebook_id, [article_id]).get(article_id)
    if before is not None and before.state == state:
        return None, "this is its key already"
    return _add(session, round_.project_id, article_id, round_.codebook_id, state, round_.id, actor), ""


def _add(
    session: Session,
    project_id: int,
    article_id: int,
    codebook_id: int,
    state: dict[str, object],
    round_id: int | None,
    actor: User | None,
    note: str = "",
) -> AnswerKey:
    made = AnswerKey(
        project_id=project_id,
        article_id=article_id,
        codebook_id=codebook_id,
        state=state,
        source=ADJUDICATED,
        round_id=round_id,
        note=note,
        created_by=actor.id if actor else None,
        created_at=now(),
    )
    session.add(made)
    session.flush()
    return made


def _articles(session: Session, round_: Round) -> Sequence[tuple[int, str]]:
    mine = select(Assignment.article_id).where(Assignment.round_id == round_.id, ~Assignment.gold)
    query = (
        select(Article.id, Article.called).where(Article.id.in_(mine)).order_by(Article.called, Article.id)
    )
    return [(number, called) for number, called in session.execute(query)]


def _hold(session: Session, project_id: int) -> None:
    """Let nobody else make keys in the project until this transaction ends."""
    locks.hold(session, f"keys of project {project_id}")


def _record(session: Session, actor: User | None, verb: str, project: Project, **detail: object) -> None:
    activity.record(session, actor, verb, f"project {project.id}", project, **detail)


def article_and_version(session: Session, key: AnswerKey) -> tuple[Article, CodebookVersion]:
    """Return what the key is about, and the codebook version that it speaks by."""
    return session.get_one(Article, key.article_id), session.get_one(CodebookVersion, key.codebook_id)


def origin(session: Session, key: AnswerKey) -> tuple[Round | None, User | None]:
    """Return the round whose adjudication the key was made of, and who made it."""
    return session.get(Round, key.round_id or 0), session.get(User, key.created_by or 0)
