"""Answer keys as records of an export."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.annotation import plain
from annotations.zones import zone_finder
from app.models import AnswerKey, CodebookVersion, Project, Round
from app.services import keys
from app.services.codebooks import version_id
from app.services.codings import pseudonyms
from app.services.export_streams import Zones, used_articles
from exports.key_records import KeyRecord, KeySpanRecord


def read(session: Session, project: Project, rounds: Sequence[Round], zones: Zones) -> list[KeyRecord]:
    """Return the keys that were made of these rounds, under the versions and on the articles of the export.

    Who calls may see the results of the rounds; a key says what stands in them.
    """
    names, people = {round_.id: round_.name for round_ in rounds}, pseudonyms(session, project.id)
    query = (
        select(AnswerKey, CodebookVersion)
        .join(CodebookVersion, CodebookVersion.id == AnswerKey.codebook_id)
        .where(
            AnswerKey.project_id == project.id,
            AnswerKey.round_id.in_(list(names)),
            AnswerKey.article_id.in_(used_articles(list(names))),
            AnswerKey.codebook_id.in_([round_.codebook_id for round_ in rounds]),
        )
        .order_by(AnswerKey.id)
    )
    return [
        _record(key, version_id(version), names, people, zones) for key, version in session.execute(query)
    ]


def _record(
    key: AnswerKey, version: str, rounds: dict[int, str], people: dict[int, str], zones: Zones
) -> KeyRecord:
    said, zone_of = keys.annotation_of(key), zone_finder(zones.get(key.article_id, ()))
    return KeyRecord(
        key_id=f"K{key.id}",
        article_id=f"A{key.article_id}",
        codebook_version=version,
        source=key.source,
        round=rounds.get(key.round_id or 0),
        found_none=not said.spans,
        answers=plain(said.answers),
        spans=[
            KeySpanRecord(
                *(one.uid, one.layer, one.label, one.start, one.end, one.quote),
                *(dict(one.attributes), zone_of(one.start)),
            )
            for one in said.spans
        ],
        note=key.note or None,
        made_by=people.get(key.created_by or 0),
        made_at=key.created_at,
    )
