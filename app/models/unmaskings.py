"""Who let the outlet of an article be seen in a round that masks outlets."""

from datetime import datetime

from sqlalchemy.orm import Mapped

from app.models.base import Base, key, reference


class Unmasking(Base):
    """From here on the annotators of a round see whose article it is. Rows are only ever added."""

    __tablename__ = "unmasking"

    id: Mapped[int] = key()
    round_id: Mapped[int] = reference("round.id")
    article_id: Mapped[int | None] = reference("article.id", nullable=True, index=False)  # none: all of them
    actor_id: Mapped[int | None] = reference("user_account.id", nullable=True, index=False)
    reason: Mapped[str]
    at: Mapped[datetime]
