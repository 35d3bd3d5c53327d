"""Zones of an article, set by hand. They say what is counted; the text itself never changes."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from annotations.errors import InvalidZones
from annotations.spans import trimmed
from annotations.zones import Block, Zone
from annotations.zoning import with_zone
from app.models import Article, ArticleZone, Project, User
from app.services import activity
from app.services.corpus import zone_rows


def set_zone(session: Session, project: Project, article: Article, actor: User, zone: Zone) -> bool:
    """Make a range of the article one kind of zone, or body; False if it was that before.

    Edge spaces are left out of the range, so that a zone begins and ends with a visible character.
    """
    text = session.scalar(select(Article.text).where(Article.id == article.id)) or ""
    if zone.end > len(text):
        raise InvalidZones(f"The zone would end at {zone.end}, after the last of {len(text)} characters.")
    span = trimmed(text, zone.start, zone.end)
    rows = zone_rows(session, article)
    before = {Zone(row.start, row.stop, row.kind): row.id for row in rows}
    changed = with_zone(tuple(before), Zone(span.start, span.end, zone.kind), len(text))
    after = [new for new in changed if text[new.start : new.end].strip()]
    gone = [row_id for old, row_id in before.items() if old not in after]
    made = [new for new in after if new not in before]
    if not gone and not made:
        return False
    session.execute(delete(ArticleZone).where(ArticleZone.id.in_(gone)))
    if made:
        session.execute(insert(ArticleZone), [_row(article, new) for new in made])
    detail = {"before": [old.to_dict() for old in before], "after": [new.to_dict() for new in after]}
    activity.record(session, actor, "zones.changed", f"article {article.id}", project, **detail)
    return True


def _row(article: Article, zone: Zone) -> dict[str, object]:
    return {
        "article_id": article.id,
        "start": zone.start,
        "stop": zone.end,
        "kind": zone.kind,
        "basis": "entered",
    }


def range_of(blocks: Sequence[Block], first: int, last: int) -> tuple[int, int]:
    """Return the characters from one paragraph to another, both counted from 1."""
    if not 1 <= first <= last <= len(blocks):
        raise InvalidZones(
            f"Paragraphs go from 1 to {len(blocks)}, and the first cannot come after the last."
        )
    return blocks[first - 1].start, blocks[last - 1].end
