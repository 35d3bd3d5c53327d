"""Threads listed for a person, and one thread as a page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select, true
from sqlalchemy.orm import Session

from app.models import Mention, Post, Project, Thread
from app.services import talk, talk_people, talk_shown
from app.services.paging import Listing, Page, fetch_page, like
from app.services.talk import Reader
from app.services.talk_people import People
from app.services.talk_shown import About

SHOWS = ("", "unread", "mine", "mentions")
ABOUTS = ("", "articles", "codebook", "rounds")
STATES = ("", "open", "settled")
PAGE_SIZE = 25
POSTS_ON_A_PAGE = 50


@dataclass(frozen=True)
class Narrowed:
    """What of the threads is asked for; an empty word or no id means all."""

    show: str = ""
    about: str = ""
    state: str = ""
    article_id: int | None = None
    round_id: int | None = None
    entry: str = ""


@dataclass(frozen=True)
class Line:
    """One thread of the list."""

    thread: Thread
    posts: int
    last_at: datetime
    unread: bool
    about: About
    author: str


@dataclass(frozen=True)
class Said:
    """One post as its reader sees it: words, and the names that it calls."""

    id: int
    author: str
    role: str
    at: datetime
    pieces: Sequence[tuple[str, bool]]  # text, and whether it calls somebody
    is_own: bool
    is_new: bool


def listed(session: Session, project: Project, reader: Reader, narrowed: Narrowed, listing: Listing) -> Page:
    """Return a page of the threads that a person may read."""
    of_thread = select(func.count(), func.max(Post.at), func.max(Post.id)).where(Post.thread_id == Thread.id)
    posts, last_at, last = (
        of_thread.with_only_columns(column).correlate(Thread).scalar_subquery()
        for column in of_thread.selected_columns
    )
    news = case((talk.has_news(reader), 1), else_=0)
    query = narrow(reader, narrowed, listing.search).add_columns(posts, last_at, news)
    sorts = {"newest": last, "title": func.lower(Thread.title), "posts": posts}
    sort = listing.sort if listing.sort.removeprefix("-") in sorts else "-newest"
    page = fetch_page(session, query, replace(listing, sort=sort), sorts, size=PAGE_SIZE, then=Thread.id)
    folk = talk_people.people(session, project, reader)
    words = talk_shown.about(session, reader, [row[0] for row in page.rows])
    lines = [
        Line(thread, count, at, bool(new), words[thread.id], folk.called(thread.author_id))
        for thread, count, at, new in page.rows
    ]
    return replace(page, rows=lines)


def narrow(reader: Reader, narrowed: Narrowed, search: str = "") -> Select[Thread]:
    """Return the query for the threads that are asked for, of those that may be read."""
    query = talk.readable(reader)
    shows: dict[str, Any] = {
        "unread": talk.takes_part(reader) & talk.has_news(reader),
        "mine": talk.takes_part(reader),
        "mentions": talk.mentions(reader),
    }
    subjects = {"articles": ("article", "span"), "codebook": ("codebook",), "rounds": ("round",)}
    states = {"open": Thread.closed_at.is_(None), "settled": Thread.closed_at.is_not(None)}
    if narrowed.show in shows:
        query = query.where(shows[narrowed.show])
    if narrowed.about in subjects:
        query = query.where(Thread.subject.in_(subjects[narrowed.about]))
    if narrowed.state in states:
        query = query.where(states[narrowed.state])
    if narrowed.article_id is not None:
        query = query.where(Thread.article_id == narrowed.article_id)
    if narrowed.round_id is not None:
        # Annotators are not told where their own article belongs: it may be a recoding that is unseen.
        of_any = true() if not reader.annotates else Thread.subject == "round"
        query = query.where(of_any, Thread.round_id == narrowed.round_id)
    if narrowed.entry:
        query = query.where(Thread.subject == "codebook", Thread.entry == narrowed.entry)
    return query.where(_holds(search)) if search else query


def _holds(search: str) -> Any:
    """Return the condition that a title or a post holds some words; quotes are left out, masks hide them."""
    pattern = like(search)
    said = exists().where(Post.thread_id == Thread.id, Post.text.ilike(pattern, escape="\\"))
    return or_(Thread.title.ilike(pattern, escape="\\"), said.correlate(Thread))


def posts(session: Session, reader: Reader, thread: Thread, folk: People, number: int) -> Page:
    """Return a page of what was said in a thread, in order; number 0 asks for the last page."""
    count = select(func.count()).where(Post.thread_id == thread.id)
    pages = -(-(session.scalar(count) or 0) // POSTS_ON_A_PAGE)
    query = select(Post).where(Post.thread_id == thread.id)
    asked = Listing(page=number or pages)
    page = fetch_page(session, query, asked, {"id": Post.id}, size=POSTS_ON_A_PAGE)
    calls = _calls(session, [row.id for row in page.rows])
    seen = talk.seen_until(session, reader, thread)
    said = [
        Said(
            row.id,
            folk.called(row.author_id),
            folk.role(row.author_id),
            row.at,
            talk_people.pieces(row.text, {one: folk.called(one) for one in calls.get(row.id, ())}),
            row.author_id == reader.user_id,
            row.id > seen and row.author_id != reader.user_id,
        )
        for row in page.rows
    ]
    return replace(page, rows=said)


def _calls(session: Session, ids: Sequence[int]) -> dict[int, list[int]]:
    query = select(Mention.post_id, Mention.user_id).where(Mention.post_id.in_(ids))
    found: dict[int, list[int]] = {}
    for post_id, user_id in session.execute(query.order_by(Mention.id)):
        found.setdefault(post_id, []).append(user_id)
    return found
