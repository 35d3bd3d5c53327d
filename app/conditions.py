"""The scene of a request, and the conditions that permissions are made of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.models import (
    AnswerKey,
    Article,
    Assignment,
    CodebookVersion,
    Event,
    Invitation,
    Job,
    Member,
    NormingItem,
    Outlet,
    Project,
    RatingAssignment,
    RatingSession,
    ReferenceList,
    Round,
    SignIn,
    StagedImport,
    StagedMarks,
    Thread,
    User,
)


@dataclass
class Scene:
    """Who asks, and for what: everything a condition may look at. Made by services.scenes.load."""

    session: Session
    user: User | None = None
    sign_in: SignIn | None = None
    project: Project | None = None
    member: Member | None = None  # the asking user's own membership
    role: str | None = None  # manager, adjudicator, annotator, viewer; none outside the project
    round: Round | None = None
    article: Article | None = None
    assignment: Assignment | None = None
    codebook: CodebookVersion | None = None
    outlet: Outlet | None = None
    event: Event | None = None
    invitation: Invitation | None = None
    staged_import: StagedImport | None = None
    staged_marks: StagedMarks | None = None
    job: Job | None = None
    answer_key: AnswerKey | None = None
    thread: Thread | None = None  # only ever one that the asking user may read
    norming: NormingItem | None = None
    rating_session: RatingSession | None = None
    rating: RatingAssignment | None = None
    reference_list: ReferenceList | None = None
    other_member: Member | None = None  # the member a page is about
    other_user: User | None = None  # the account a page is about
    facts: dict[str, Any] = field(default_factory=dict)  # what a condition had to look up


Condition = Callable[[Scene], bool]


def anyone(scene: Scene) -> bool:
    """Nothing is asked of the visitor."""
    return True


def signed_in(scene: Scene) -> bool:
    """The visitor is signed in to an active account."""
    return scene.user is not None and scene.user.is_active


def is_admin(scene: Scene) -> bool:
    """The account administers the site."""
    return scene.user is not None and scene.user.is_admin


def manages_a_project(scene: Scene) -> bool:
    """The account manages at least one project."""
    return bool(scene.facts.get("manages_a_project"))


def is_member(scene: Scene) -> bool:
    """The account has a role in the project."""
    return scene.role is not None


def is_manager(scene: Scene) -> bool:
    """The account manages the project."""
    return scene.role == "manager"


def is_adjudicator(scene: Scene) -> bool:
    """The account adjudicates in the project."""
    return scene.role == "adjudicator"


def is_viewer(scene: Scene) -> bool:
    """The account may look at what the project found."""
    return scene.role == "viewer"


def is_annotator(scene: Scene) -> bool:
    """The account annotates in the project."""
    return scene.role == "annotator"


def owns_assignment(scene: Scene) -> bool:
    """The assignment was given to this account."""
    return (
        scene.assignment is not None
        and scene.user is not None
        and scene.assignment.annotator_id == scene.user.id
    )


def is_not_asked_again(scene: Scene) -> bool:
    """Its annotator need not code the article again unseen; before that they do not see what they said."""
    return not scene.facts.get("asked_again")


def round_was_opened(scene: Scene) -> bool:
    """The round is open or was; a planned round is not shown to annotators."""
    return scene.round is not None and scene.round.opened_at is not None


def round_shows_results(scene: Scene) -> bool:
    """The round is closed, or it is open and not blind."""
    return scene.round is not None and scene.round.shows_results


def round_tells_reliability(scene: Scene) -> bool:
    """The plan of the round allows its managers to see figures while it is open and blind."""
    return scene.round is not None and scene.round.shows_reliability and scene.round.state == "open"


def round_is_released(scene: Scene) -> bool:
    """The manager has opened the round's results to its annotators."""
    return scene.round is not None and scene.round.released_at is not None


def no_round_is_blind(scene: Scene) -> bool:
    """The address names no round, or one that shows its results."""
    return scene.round is None or scene.round.shows_results


def round_shows_scores(scene: Scene) -> bool:
    """The round shows its results, or was planned to show managers how reliable the work is so far."""
    return scene.round is not None and (scene.round.shows_results or scene.round.shows_reliability)


def round_trains(scene: Scene) -> bool:
    """The round is a training."""
    return scene.round is not None and scene.round.phase == "training"


def is_submitted(scene: Scene) -> bool:
    """The assignment is submitted as it stands; one that was reopened is not."""
    return scene.assignment is not None and scene.assignment.done_at is not None


def took_part(scene: Scene) -> bool:
    """The account had assignments in the round."""
    return bool(scene.facts.get("took_part"))


def started_thread(scene: Scene) -> bool:
    """The account began the thread."""
    return scene.thread is not None and scene.user is not None and scene.thread.author_id == scene.user.id


def owns_rating(scene: Scene) -> bool:
    """The outlet was given to this account to be rated, in a session that is open or was."""
    return (
        scene.rating is not None
        and scene.user is not None
        and scene.rating.rater_id == scene.user.id
        and scene.rating.session.opened_at is not None
    )


def rated_in_released_session(scene: Scene) -> bool:
    """The account rated in the session, and its ratings were released."""
    session = scene.rating_session
    return session is not None and session.released_at is not None and bool(scene.facts.get("rated_here"))
