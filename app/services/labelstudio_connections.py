"""Which server of Label Studio a project works with: its own, or the one that the settings of the site name.

The token of a project's own server is stored sealed, bound to the project and the address: it is sent nowhere
else, told nobody, and useless without the secret key of the site.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import LabelStudio, Project, User
from app.services import activity, addresses, locks, sealing
from app.services.labelstudio_server import Server
from app.services.refused import Refused
from config import label_studio

MOST_LETTERS = 4_000
NOT_SET = (
    "No server of Label Studio is known here. Connect the project to one on its page “Label Studio”, or set "
    "PARALLAX_LABELSTUDIO_URL to its address and PARALLAX_LABELSTUDIO_TOKEN to a token of an account there."
)


@dataclass(frozen=True)
class Known:
    """The server of a project as a page shows it: never with the token."""

    origin: str
    maker: User | None = None  # None where the settings of the site name it
    made_at: datetime | None = None
    fault: str = ""  # why it cannot be asked

    @property
    def is_own(self) -> bool:
        """Whether it was entered for this project."""
        return self.maker is not None


def known(session: Session, project: Project, secret_key: str) -> Known | None:
    """Return the server of a project; None where there is none."""
    row = _row(session, project)
    if row is None:
        return _of_settings()
    fault = ""
    try:
        _token(row, secret_key)
    except Refused as reason:
        fault = str(reason)
    return Known(addresses.origin_of(row.url), row.maker, row.made_at, fault)


def _of_settings() -> Known | None:
    """Return the server that the settings name, if they name one that can be read."""
    url, token = label_studio()
    try:
        return Known(addresses.origin_of(url)) if url and token else None
    except Refused:
        return None


def server_of(session: Session, project: Project, secret_key: str) -> Server:
    """Return the server of a project, ready to be asked.

    Raises:
        Refused: none is known, or its token cannot be read.
    """
    row = _row(session, project)
    if row is not None:
        return Server(row.url, _token(row, secret_key))
    url, token = label_studio()
    if not (url and token):
        raise Refused(NOT_SET)
    return Server(url, token)


def tried(url: str, token: str) -> str:
    """Ask the server who the token belongs to, before anything of it is stored, and return that.

    Raises:
        Refused: the address or the token is none, may not be asked, or is not accepted there.
    """
    if (
        not token
        or len(token) > MOST_LETTERS
        or not (token.isascii() and token.isprintable())
        or " " in token
    ):
        raise Refused("This is no token: it must be one word of letters, digits and signs.")
    return Server(url, token).account()


def connect(session: Session, project: Project, url: str, token: str, secret_key: str, actor: User) -> None:
    """Let a project work with this server from now on; an earlier address and token are forgotten."""
    locks.hold(session, f"label studio {project.id}")
    row = _row(session, project) or LabelStudio(project_id=project.id)
    row.url = url.rstrip("/")
    row.token = sealing.seal(secret_key, _purpose(project.id, row.url), token)
    row.made_by, row.made_at = actor.id, now()
    session.add(row)
    told = {"origin": addresses.origin_of(row.url)}
    activity.record(session, actor, "labelstudio.token_stored", f"project {project.id}", project, **told)
    session.flush()


def disconnect(session: Session, project: Project, actor: User) -> bool:
    """Forget address and token of a project's own server; False if it has none."""
    row = _row(session, project)
    if row is None:
        return False
    told = {"origin": addresses.origin_of(row.url)}
    session.delete(row)
    activity.record(session, actor, "labelstudio.token_deleted", f"project {project.id}", project, **told)
    session.flush()
    return True


def _row(session: Session, project: Project) -> LabelStudio | None:
    return session.scalar(select(LabelStudio).where(LabelStudio.project_id == project.id))


def _purpose(project_id: int, url: str) -> str:
    return f"the token of project {project_id} for {url}"


def _token(row: LabelStudio, secret_key: str) -> str:
    try:
        return sealing.unseal(secret_key, _purpose(row.project_id, row.url), row.token)
    except sealing.WrongSeal:
        raise Refused(
            f"The token for {addresses.origin_of(row.url)} cannot be read, because the secret key of this "
            "site is another one than when it was entered. Enter it again on the page “Label Studio”."
        ) from None
