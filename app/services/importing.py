"""Articles enter the corpus: many at once, in the caller's transaction, all of them or none."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from annotations.text import fingerprint
from annotations.zones import suggest_zones
from app.clock import now
from app.models import Article, ArticleSource, ArticleZone, Project, User, article_event
from app.services import activity, events, outlets, telling
from app.services.drafts import ArticleDraft, Refusal

CHUNK = 1_000  # so many articles are looked up and written by one statement


@dataclass(frozen=True)
class Verdict:
    """What becomes of a draft: new, duplicate or refused, and why."""

    draft: ArticleDraft
    state: str
    reason: str = ""
    sha256: str = ""

    @property
    def is_new(self) -> bool:
        """Say whether the draft becomes an article."""
        return self.state == "new"


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes:
        imported: how many articles are new in the corpus.
        duplicates: drafts whose text the project has already; reason names the article.
        refused: drafts whose name another article has.
    """

    imported: int
    duplicates: tuple[Refusal, ...]
    refused: tuple[Refusal, ...]


def import_articles(
    session: Session,
    project: Project,
    drafts: Iterable[ArticleDraft],
    actor: User | None,
    *,
    keep_duplicates: bool = False,
) -> ImportReport:
    """Add the drafts to the corpus, leaving out exact duplicates unless they are asked for.

    Outlets and events that the project does not have yet are made by name.
    """
    imported = 0
    left_out: dict[str, list[Refusal]] = {"duplicate": [], "refused": []}
    writer = _Writer(session, project, actor)
    for verdicts in _judged(session, project, drafts, keep_duplicates):
        fresh = [verdict for verdict in verdicts if verdict.is_new]
        writer.write(fresh)
        imported += len(fresh)
        for verdict in verdicts:
            if not verdict.is_new:
                draft = verdict.draft
                left_out[verdict.state].append(
                    Refusal(draft.file_name or draft.name, draft.row, verdict.reason)
                )
    duplicates, refused = tuple(left_out["duplicate"]), tuple(left_out["refused"])
    numbers = {"imported": imported, "duplicates": len(duplicates), "refused": len(refused)}
    activity.record(session, actor, "articles.imported", f"{imported} articles", project, **numbers)
    session.flush()
    return ImportReport(imported, duplicates, refused)


def judge(
    session: Session, project: Project, drafts: Iterable[ArticleDraft], *, keep_duplicates: bool = False
) -> list[Verdict]:
    """Say of each draft whether it would be imported, without importing it."""
    return [verdict for chunk in _judged(session, project, drafts, keep_duplicates) for verdict in chunk]


def _judged(
    session: Session, project: Project, drafts: Iterable[ArticleDraft], keep_duplicates: bool
) -> Iterator[list[Verdict]]:
    texts: dict[str, str] = {}  # fingerprint -> name, over all chunks of this import
    names: set[str] = set()
    waiting = iter(drafts)
    while chunk := list(islice(waiting, CHUNK)):
        hashes = [fingerprint(draft.text) for draft in chunk]
        texts |= _known_texts(session, project, hashes)
        names |= _known_names(session, project, [draft.name for draft in chunk])
        verdicts = []
        for draft, digest in zip(chunk, hashes, strict=True):
            verdicts.append(_verdict(draft, digest, texts, names, keep_duplicates))
            if verdicts[-1].is_new:
                texts.setdefault(digest, draft.name)
                names.add(draft.name)
        yield verdicts


def _verdict(
    draft: ArticleDraft, digest: str, texts: dict[str, str], names: set[str], keep_duplicates: bool
) -> Verdict:
    if digest in texts and not keep_duplicates:
        return Verdict(draft, "duplicate", f"The same text is in the article {texts[digest]!r}.")
    if draft.name in names:
        return Verdict(draft, "refused", f"Another article is called {draft.name!r}.")
    return Verdict(draft, "new", sha256=digest)


def _known_texts(session: Session, project: Project, hashes: Sequence[str]) -> dict[str, str]:
    query = select(Article.sha256, Article.name).where(
        Article.project_id == project.id, Article.sha256.in_(hashes)
    )
    return dict(session.execute(query).all())


def _known_names(session: Session, project: Project, names: Sequence[str]) -> set[str]:
    query = select(Article.name).where(Article.project_id == project.id, Article.name.in_(names))
    return set(session.scalars(query))


@dataclass
class _Writer:
    session: Session
    project: Project
    actor: User | None

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Write articles with sources, zones and events, each kind by one statement."""
        if not verdicts:
            return
        drafts = [verdict.draft for verdict in verdicts]
        outlet_ids = outlets.find_or_make(self.session, self.project, (draft.outlet for draft in drafts))
        shared = {
            "project_id": self.project.id,
            "created_by": self.actor.id if self.actor else None,
            "created_at": now(),
        }
        rows = [shared | _article_row(verdict, outlet_ids) for verdict in verdicts]
        self._insert(Article, rows)
        ids = self._ids([draft.name for draft in drafts])
        self._insert(ArticleSource, [_source_row(draft, ids[draft.name]) for draft in drafts])
        self._insert(ArticleZone, [row for draft in drafts for row in _zone_rows(draft, ids[draft.name])])
        self._write_events(drafts, ids)
        telling.note(self.session, self.project, telling.TASKS_CREATED, sorted(ids.values()))

    def _ids(self, names: Sequence[str]) -> dict[str, int]:
        query = select(Article.name, Article.id).where(
            Article.project_id == self.project.id, Article.name.in_(names)
        )
        return dict(self.session.execute(query).all())

    def _write_events(self, drafts: Sequence[ArticleDraft], ids: dict[str, int]) -> None:
        event_ids = events.find_or_make(
            self.session, self.project, (name for draft in drafts for name in draft.events)
        )
        pairs = [
            {"article_id": ids[draft.name], "event_id": event_ids[name]}
            for draft in drafts
            for name in dict.fromkeys(draft.events)
        ]
        if pairs:
            self.session.execute(insert(article_event), pairs)

    def _insert(self, table: Any, rows: list[dict[str, Any]]) -> None:
        # Into the table, not the mapped class: there is no object to be made for any of these rows.
        if rows:
            self.session.execute(insert(table.__table__), rows)


def _article_row(verdict: Verdict, outlet_ids: dict[str, int]) -> dict[str, Any]:
    draft = verdict.draft
    return {
        "name": draft.name,
        "title": draft.title,
        "published": draft.published,
        "language": draft.language,
        "byline": draft.byline,
        "url": draft.url,
        "agency": draft.agency,
        "date_stated": draft.date_stated,
        "is_translation": draft.is_translation,
        "text": draft.text,
        "outlet_id": outlet_ids.get(draft.outlet),
        "provenance": dict(draft.provenance),
        "sha256": verdict.sha256,
        "length": len(draft.text),
    }


def _source_row(draft: ArticleDraft, article_id: int) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "raw": draft.raw,
        "sha256": sha256(draft.raw).hexdigest(),
        "encoding": draft.encoding,
        "file_name": draft.file_name or draft.name,
    }


def _zone_rows(draft: ArticleDraft, article_id: int) -> Iterator[dict[str, Any]]:
    for zone in draft.zones if draft.zones is not None else suggest_zones(draft.text):
        yield {
            "article_id": article_id,
            "start": zone.start,
            "stop": zone.end,
            "kind": zone.kind,
            "basis": "suggested",
        }
