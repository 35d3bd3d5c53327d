"""Norming meetings as records of an export; votes only of what was counted."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.decisions import Disagreement, Subject
from app.models import Article, CodebookVersion, NormingItem, NormingVote, Project, Round
from app.services.codebooks import version_id
from app.services.codings import pseudonyms
from exports.norming_columns import NormingRecord, NormingVoteRecord


def read(
    session: Session, project: Project, rounds: Sequence[Round]
) -> tuple[list[NormingRecord], list[NormingVoteRecord]]:
    """Return what was on the screen in these rounds, and the votes."""
    query = (
        select(NormingItem, Article.name, Round.name, CodebookVersion)
        .join(Article, Article.id == NormingItem.article_id)
        .join(Round, Round.id == NormingItem.round_id)
        .outerjoin(CodebookVersion, CodebookVersion.id == NormingItem.codebook_id)
        .where(NormingItem.round_id.in_([round_.id for round_ in rounds]))
        .order_by(NormingItem.id)
    )
    found = session.execute(query).all()
    items = [_item(row, article, round_, version) for row, article, round_, version in found]
    counted = {row.id: row for row, *_ in found if row.counted_at}
    return items, _votes(session, counted, pseudonyms(session, project.id))


def _item(row: NormingItem, article: str, round_: str, version: CodebookVersion | None) -> NormingRecord:
    subject = Subject.from_dict(row.subject, {})
    start, end = Disagreement(subject, ()).place or (None, None)
    return NormingRecord(
        f"N{row.id}",
        round_,
        f"A{row.article_id}",
        article,
        subject.kind,
        subject.layer or None,
        subject.variable or None,
        start,
        end,
        "|".join(f"{option['said']} ({option['coders']})" for option in row.options if option["coders"]),
        row.opened_at,
        row.counted_at,
        row.settled_at,
        row.rule or None,
        version_id(version) if version else None,
    )


def _votes(
    session: Session, items: Mapping[int, NormingItem], known: Mapping[int, str]
) -> list[NormingVoteRecord]:
    query = select(NormingVote).where(NormingVote.item_id.in_(items)).order_by(NormingVote.id)
    votes = session.scalars(query).all()
    newest = {(vote.item_id, vote.user_id): vote.id for vote in votes}
    return [
        NormingVoteRecord(
            f"V{vote.id}",
            f"N{vote.item_id}",
            known.get(vote.user_id, f"U{vote.user_id}"),
            vote.option + 1,
            str(items[vote.item_id].options[vote.option]["said"]),
            newest[vote.item_id, vote.user_id] == vote.id,
            vote.at,
        )
        for vote in votes
    ]
