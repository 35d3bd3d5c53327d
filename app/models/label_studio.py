"""Servers of Label Studio that projects are connected to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.accounts import User
from app.models.base import Base, key, reference


class LabelStudio(Base):
    """The server of a project, and the token of an account there, sealed with the key of this site."""

    __tablename__ = "label_studio"

    id: Mapped[int] = key()
    project_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("project.id", ondelete="RESTRICT"), unique=True
    )
    url: Mapped[str]
    token: Mapped[str]  # nobody reads it but services.labelstudio_connections
    made_by: Mapped[int] = reference("user_account.id", index=False)
    made_at: Mapped[datetime]

    maker: Mapped[User] = relationship()
