"""Tokens with which programs ask in somebody's name."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.models.accounts import User
from app.models.base import Base, key, one_of, reference

READ, WRITE = SCOPES = ("read", "write")


class ApiToken(Base):
    """A token that somebody made for a program. Only its hash is kept; it is revoked, never deleted."""

    __tablename__ = "api_token"
    __table_args__ = (UniqueConstraint("token_hash"), one_of("scope", *SCOPES))

    id: Mapped[int] = key()
    token_hash: Mapped[str]
    user_id: Mapped[int] = reference("user_account.id")
    name: Mapped[str]
    scope: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)
