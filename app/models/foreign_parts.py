"""What files of other programs say that has no place here."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, Json, key, reference


class ForeignPart(Base):
    """What came along with an annotation in a file of another program, and leaves in such files again.

    The newest of an annotation counts; rows are only ever added. In the body are names of spans, no numbers
    of rows.
    """

    __tablename__ = "foreign_part"

    id: Mapped[int] = key()
    annotation_id: Mapped[int] = reference("annotation.id")
    format: Mapped[str]
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    kept_at: Mapped[datetime]
