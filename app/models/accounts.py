"""Who may come in: accounts, their sign-ins, invitations and one-time links."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from app.models.base import Base, key, reference


class User(Base):
    """A person's account. It is deactivated, never deleted: labels lead back to it."""

    __tablename__ = "user_account"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[int] = key()
    email: Mapped[str]  # canonical: see services.accounts.canonical_email
    name: Mapped[str]
    password_hash: Mapped[str | None]  # none until an invitation or one-time link was used to set it
    is_admin: Mapped[bool]
    created_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]

    @property
    def is_active(self) -> bool:
        """Say whether the account may be used."""
        return self.deactivated_at is None


class SignIn(Base):
    """A browser that is signed in. The cookie holds a random token; only its hash is kept here."""

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = key()
    token_hash: Mapped[str]
    user_id: Mapped[int] = reference("user_account.id")
    browser: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class SignInLink(Base):
    """A one-time link that signs its holder in, made by a command for somebody at the machine."""

    __tablename__ = "sign_in_link"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = key()
    token_hash: Mapped[str]
    user_id: Mapped[int] = reference("user_account.id")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class SignInAttempt(Base):
    """A failed attempt to sign in, kept for a while to slow guessing down."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index("ix_sign_in_attempt_email_hash_at", "email_hash", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
        Index("ix_sign_in_attempt_at", "at"),
    )

    id: Mapped[int] = key()
    email_hash: Mapped[str]  # a digest, so that the table does not list who was asked for
    address: Mapped[str]
    at: Mapped[datetime]
