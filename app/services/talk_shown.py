"""What threads are about, in words for the person who reads: the one place where talk shows articles.

Whoever codes an article in an open round that masks outlets must not learn from its title, or from a quote,
whose article it is.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from annotations.codebook_entries import CATEGORY, HEAD, Entry, by_path
from annotations.masking import covered
from app.models import Article, Assignment, CodebookVersion, Round, RoundTie, Thread
from app.services import codebooks, masks, talk
from app.services.talk import Reader
from app.services.talk_subjects import Subject


@dataclass(frozen=True)
class About:
    """What one thread is about, as its reader may see it."""

    words: str  # title of the article, name of the entry or of the round
    language: str = ""
    detail: str = ""  # the version of the codebook, or the round in which it was asked
    quote: str = ""
    number: int = 0  # of the codebook version


@dataclass(frozen=True)
class Cover:
    """An article as those see it who are to code it without knowing its outlet."""

    title: str
    article: Article

    def quote(self, thread: Thread) -> str:
        """Return the words of a thread with those covered that tell the outlet."""
        if not thread.quote or thread.start is None:
            return ""
        ranges = masks.cover_of(self.article.sha256, self.article.text, masks.identity(self.article))
        return covered(thread.quote, thread.start, ranges)


@dataclass(frozen=True)
class _Known:
    """What the threads of one page are about."""

    articles: Mapping[int, tuple[str, str]]
    masked: Mapping[int, Cover]
    rounds: Mapping[int, str]
    versions: Mapping[int, CodebookVersion]


def about(session: Session, reader: Reader, threads: Sequence[Thread]) -> dict[int, About]:
    """Return what each of the threads is about, without quotes, in a fixed number of queries."""
    known = _known(session, reader, threads)
    return {thread.id: replace(_about(thread, known), quote="") for thread in threads}


def of_thread(session: Session, reader: Reader, thread: Thread) -> About:
    """Return what one thread is about, with the words of the article."""
    known = _known(session, reader, [thread])
    cover = known.masked.get(thread.article_id or 0)
    return replace(_about(thread, known), quote=cover.quote(thread) if cover else thread.quote)


def _known(session: Session, reader: Reader, threads: Sequence[Thread]) -> _Known:
    return _Known(
        _articles(session, _set(thread.article_id for thread in threads)),
        _covers(session, reader, _set(thread.article_id for thread in threads)),
        _rounds(session, reader, _set(thread.round_id for thread in threads)),
        _versions(session, _set(thread.codebook_id for thread in threads)),
    )


def of_subject(session: Session, reader: Reader, subject: Subject) -> About:
    """Return what a thread is to be about that is not begun yet."""
    thread = Thread(
        id=0,
        article_id=subject.article_id,
        round_id=subject.round_id,
        codebook_id=subject.codebook_id,
        entry=subject.entry,
        start=subject.start,
        stop=subject.stop,
        quote=subject.quote,
    )
    return of_thread(session, reader, thread)


def place(
    session: Session,
    reader: Reader,
    *,
    article_id: int | None,
    round_id: int | None,
    entry: str,
) -> str:
    """Return in words what a list of threads is narrowed to, if its reader may read a thread about it."""
    query = talk.readable(reader)
    if article_id is not None:
        query = query.where(Thread.article_id == article_id)
    elif round_id is not None:
        query = query.where(Thread.subject == "round", Thread.round_id == round_id)
    elif entry:
        query = query.where(Thread.subject == "codebook", Thread.entry == entry)
    else:
        return ""
    thread = session.scalars(query.limit(1)).first()
    return of_thread(session, reader, thread).words if thread else ""


def entries_of(version: CodebookVersion) -> list[tuple[str, str]]:
    """Return the entries of a codebook version as a list to choose from: paths with names."""
    entries = by_path(codebooks.parsed(version))
    return [(path, _called(entries, path)) for path, entry in entries.items() if entry.kind != CATEGORY]


def _covers(session: Session, reader: Reader, ids: Collection[int]) -> dict[int, Cover]:
    """Return what covers those of the articles whose outlet the reader is kept from at present."""
    if not reader.annotates or not ids:
        return {}
    query = (
        select(Assignment)
        .join(Round, Round.id == Assignment.round_id)
        .where(
            Assignment.annotator_id == reader.user_id,
            Assignment.article_id.in_(ids),
            Round.outlet_masked,
            Round.opened_at.is_not(None),
        )
        .options(joinedload(Assignment.round), joinedload(Assignment.article))
        .order_by(Assignment.id)
    )
    owed = session.scalars(query).all()
    headings = masks.headings(session, owed)
    return {
        one.article_id: Cover(headings[one.id].title, one.article)
        for one in owed
        if headings[one.id].is_masked
    }


def _about(thread: Thread, known: _Known) -> About:
    of_round = known.rounds.get(thread.round_id or 0, "")
    if thread.article_id is not None:
        title, language = known.articles[thread.article_id]
        if thread.article_id in known.masked:
            title = known.masked[thread.article_id].title
        return About(title, language, of_round)
    if thread.codebook_id is not None:
        version = known.versions[thread.codebook_id]
        return About(
            entry_name(version, thread.entry), "", f"version {version.version}", number=version.number
        )
    return About(of_round)


def entry_name(version: CodebookVersion, path: str) -> str:
    """Return what people call an entry of a codebook version, with what it belongs to."""
    return _called(by_path(codebooks.parsed(version)), path)


def _called(entries: Mapping[str, Entry], path: str) -> str:
    if path not in entries:
        return path
    names, entry = [], entries[path]
    while entry.path != HEAD:
        names.append(entry.name)
        entry = entries[entry.parent]
    return ": ".join(reversed(names)) or "The whole codebook"


def _set(ids: Iterable[int | None]) -> frozenset[int]:
    return frozenset(one for one in ids if one is not None)


def _articles(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    if not ids:
        return {}
    query = select(Article.id, Article.called, Article.language).where(Article.id.in_(ids))
    return {key: (title, language) for key, title, language in session.execute(query)}


def _rounds(session: Session, reader: Reader, ids: Collection[int]) -> dict[int, str]:
    if not ids:
        return {}
    query = select(Round).where(Round.id.in_(ids)).options(joinedload(Round.ties).joinedload(RoundTie.other))
    rows = session.scalars(query).unique()
    return {row.id: talk.told(row) if reader.annotates else row.name for row in rows}


def _versions(session: Session, ids: Collection[int]) -> dict[int, CodebookVersion]:
    if not ids:
        return {}
    query = select(CodebookVersion).where(CodebookVersion.id.in_(ids))
    return {row.id: row for row in session.scalars(query)}
