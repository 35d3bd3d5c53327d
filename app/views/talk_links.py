"""Talk on other pages: how much of it one may read about a thing, and how much is unread."""

from flask import g

from annotations.codebook import Codebook
from annotations.codebook_entries import entries
from app.permissions import Permission, Scene, permits
from app.services import talk, talk_lists
from app.services.talk_lists import Narrowed


def _scene() -> Scene | None:
    """Return the scene of the page if its person may read talk and its database session is still in use."""
    scene: Scene | None = g.get("scene")
    if scene is None or not permits(scene, Permission.SEE_TALK) or not scene.session.in_transaction():
        return None  # a page about an error is made after the session has ended
    return scene


def talk_news() -> int:
    """Return how many threads of the project hold something unread for the person of the page."""
    scene = _scene()
    if scene is None:
        return 0
    with scene.session.no_autoflush:
        return talk.count_news(scene.session, talk.reader(scene))


def talk_count(article: int | None = None, round: int | None = None) -> int:
    """Return how many threads the person of the page may read about an article or a round."""
    scene = _scene()
    if scene is None:
        return 0
    with scene.session.no_autoflush:
        narrowed = Narrowed(article_id=article, round_id=round)
        return talk.count(scene.session, talk_lists.narrow(talk.reader(scene), narrowed))


def talk_counts() -> dict[str, int]:
    """Return how many threads the person of the page may read about each entry of the codebook."""
    scene = _scene()
    if scene is None:
        return {}
    with scene.session.no_autoflush:
        return talk.count_by_entry(scene.session, talk.reader(scene))


class Paths:
    """The paths of a codebook's entries, found by what the page shows of them."""

    def __init__(self, codebook: Codebook | None) -> None:
        self._paths = {id(entry.thing): entry.path for entry in entries(codebook)} if codebook else {}

    def of(self, thing: object) -> str:
        """Return the path of a layer, label, attribute or question."""
        return self._paths.get(id(thing), "")
