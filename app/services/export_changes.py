"""The history of codebook drafts, as records of an export."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import CodebookChange, CodebookVersion, Project
from app.services.codebooks import version_id
from app.services.codings import pseudonyms
from exports.change_columns import CodebookChangeRecord


def read(session: Session, project: Project) -> list[CodebookChangeRecord]:
    """Return every act on a codebook of the project, in their order."""
    people = pseudonyms(session, project.id)
    query = (
        select(CodebookChange, CodebookVersion)
        .join(CodebookVersion, CodebookVersion.id == CodebookChange.codebook_id)
        .where(CodebookVersion.project_id == project.id)
        .order_by(CodebookChange.id)
    )
    return [
        CodebookChangeRecord(
            f"H{change.id}",
            version_id(row),
            row.version,
            change.entry,
            change.kind,
            change.detail,
            people.get(change.actor_id, f"U{change.actor_id}") if change.actor_id else "command",
            change.at,
        )
        for change, row in session.execute(query)
    ]
