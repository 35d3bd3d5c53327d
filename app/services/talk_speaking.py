"""Speaking: threads begun, answered, settled and marked as read. What was said is never changed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.errors import AnnotationError
from annotations.wellformed import text_fault
from app.clock import now
from app.models import Mention, Post, Project, Round, Thread, ThreadSeen, User
from app.services import activity, locks, talk, talk_people
from app.services.refused import Refused
from app.services.talk import AFTER_CLOSE, PRIVATE, TEAM, Reader
from app.services.talk_subjects import Subject

LONGEST_POST = 10_000
LONGEST_TITLE = 200
BLIND = (
    "You code in the blind round “{round}”, which is open and has this article: what you say about it to the "
    "team now would tell the others what you marked. Ask the managers, or let the team read it after the "
    "round is closed."
)
SETTLED = "This thread is settled. Its author or a manager can open it again; nothing was posted."


class BadPost(AnnotationError):
    """What was written cannot be kept; names the field that is wrong."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(message)
        self.where = where


@dataclass(frozen=True)
class Beginning:
    """What a new thread is to be: what it is about, who may read it, and its first post."""

    subject: Subject
    visibility: str
    title: str
    text: str
    round_id: int | None = None  # the round that it waits for


def offered(session: Session, reader: Reader, subject: Subject) -> list[str]:
    """Return who may be given a thread to read, as far as blind rounds allow."""
    found = [PRIVATE, talk.MANAGER]
    if forbidding_round(session, reader, subject.article_id) is None:
        found.append(TEAM)
    return [*found, AFTER_CLOSE] if subject.waiting else found


def forbidding_round(session: Session, reader: Reader, article_id: int | None) -> Round | None:
    """Return the blind round for whose sake a person says nothing to the team about an article."""
    return talk.blind_round_of(session, reader.user_id, article_id) if article_id else None


def start(session: Session, project: Project, author: User, reader: Reader, wanted: Beginning) -> Thread:
    """Begin a thread with its first post.

    Raises:
        BadPost: the title or the text is empty or too long.
        Refused: the thread would tell the team what a blind round keeps apart, or waits for no round.
    """
    title = _checked("title", " ".join(wanted.title.split()), LONGEST_TITLE)
    _checked("text", wanted.text, LONGEST_POST)
    subject = wanted.subject
    _refuse_readers(session, reader, wanted)
    thread = Thread(
        project_id=project.id,
        subject=subject.kind,
        article_id=subject.article_id,
        round_id=wanted.round_id if wanted.visibility == AFTER_CLOSE else subject.round_id,
        codebook_id=subject.codebook_id,
        entry=subject.entry,
        start=subject.start,
        stop=subject.stop,
        quote=subject.quote,
        visibility=wanted.visibility,
        title=title,
        author_id=author.id,
        created_at=now(),
    )
    session.add(thread)
    session.flush()
    _add(session, project, thread, author, reader, wanted.text)
    return thread


def _refuse_readers(session: Session, reader: Reader, wanted: Beginning) -> None:
    if wanted.visibility not in (PRIVATE, talk.MANAGER, TEAM, AFTER_CLOSE):
        raise Refused("Choose who may read it.")
    if wanted.visibility == AFTER_CLOSE and wanted.round_id not in wanted.subject.waiting:
        raise Refused("Choose the round after whose end the team may read it.")
    if wanted.visibility == TEAM:
        _refuse_while_blind(session, reader, wanted.subject.article_id)


def _refuse_while_blind(session: Session, reader: Reader, article_id: int | None) -> None:
    blind = forbidding_round(session, reader, article_id)
    if blind is not None:
        raise Refused(BLIND.format(round=talk.told(blind)))


def post(session: Session, project: Project, thread: Thread, author: User, reader: Reader, text: str) -> Post:
    """Add what somebody says to a thread that he or she may read.

    Raises:
        BadPost: the text is empty or too long.
        Refused: the thread is settled, or would tell the team what a blind round keeps apart.
    """
    locks.hold(session, f"thread {thread.id}")
    session.refresh(thread)
    if thread.closed_at is not None:
        raise Refused(SETTLED)
    _checked("text", text, LONGEST_POST)
    if _team_reads(session, thread):
        _refuse_while_blind(session, reader, thread.article_id)
    return _add(session, project, thread, author, reader, text)


def _team_reads(session: Session, thread: Thread) -> bool:
    query = select(Thread.id).where(Thread.id == thread.id, talk.open_to_team())
    return session.scalar(query) is not None


def _add(session: Session, project: Project, thread: Thread, author: User, reader: Reader, text: str) -> Post:
    folk = talk_people.people(session, project, reader)
    called = talk_people.may_read(session, thread, folk, talk_people.called_in(text, folk))
    row = Post(
        thread_id=thread.id,
        author_id=author.id,
        text=talk_people.with_references(text, folk, called),
        at=now(),
    )
    session.add(row)
    session.flush()
    session.add_all(Mention(post_id=row.id, user_id=one) for one in sorted(called))
    mark_seen(session, thread, reader, row.id)
    return row


def settle(session: Session, project: Project, thread: Thread, actor: User, *, settled: bool) -> None:
    """Say that nothing more is expected in a thread, or that something is."""
    if settled == (thread.closed_at is not None):
        raise Refused("The thread is settled already." if settled else "The thread is open already.")
    thread.closed_at = now() if settled else None
    session.flush()
    if thread.author_id != actor.id:
        verb = "thread.settled" if settled else "thread.reopened"
        activity.record(session, actor, verb, f"thread {thread.id}", project)


def mark_seen(session: Session, thread: Thread, reader: Reader, post_id: int) -> None:
    """Note that a person has read a thread as far as a post; going back is not noted."""
    newest = select(Post.id).where(Post.thread_id == thread.id, Post.id <= post_id)
    reached = session.scalar(newest.order_by(Post.id.desc()).limit(1))
    if reached is None:
        return
    locks.hold(session, f"thread {thread.id} seen by {reader.user_id}")
    mine = select(ThreadSeen).where(ThreadSeen.thread_id == thread.id, ThreadSeen.user_id == reader.user_id)
    row = session.scalar(mine)
    if row is None:
        session.add(ThreadSeen(thread_id=thread.id, user_id=reader.user_id, post_id=reached))
    else:
        row.post_id = max(row.post_id, reached)
    session.flush()


def _checked(where: str, text: str, longest: int) -> str:
    if not text.strip():
        raise BadPost(where, "Write something." if where == "text" else "Give the thread a title.")
    if fault := text_fault(text, longest):
        raise BadPost(where, f"The {where} {fault}.")
    return text
