"""From the ids in an address to a scene: who asks, and for what."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, lazyload, load_only

from app.models import (
    AnnotationHead,
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
    Suggestion,
    User,
    Webhook,
)
from app.permissions import Scene
from app.services import companions, talk


class NotThere(LookupError):
    """An id in the address leads nowhere, or to another project."""


# name in the address -> (name in the scene, table)
OF_PROJECT: dict[str, tuple[str, type[Any]]] = {
    "round_id": ("round", Round),
    "article_id": ("article", Article),
    "outlet_id": ("outlet", Outlet),
    "event_id": ("event", Event),
    "invitation_id": ("invitation", Invitation),
    "import_id": ("staged_import", StagedImport),
    "marks_id": ("staged_marks", StagedMarks),
    "member_id": ("other_member", Member),
    "job_id": ("job", Job),
    "key_id": ("answer_key", AnswerKey),
    "rating_session_id": ("rating_session", RatingSession),
    "reference_id": ("reference_list", ReferenceList),
}
KNOWN_BY_NUMBER: dict[str, type[Any]] = {"prediction_id": Suggestion, "webhook_id": Webhook}
# Parts of addresses that are no ids of rows; views read them themselves.
PLAIN = frozenset({"token", "filename", "sign_in_id", "draft_key", "token_number"})
LARGEST_ID = 2**31 - 1

# Asked for every save, so they are put together once.
ASSIGNMENT = (
    select(Assignment)
    .where(Assignment.id == bindparam("id"))
    .options(
        joinedload(Assignment.round, innerjoin=True).joinedload(Round.project, innerjoin=True),
        joinedload(Assignment.article, innerjoin=True).options(
            load_only(
                Article.project_id, Article.outlet_id, Article.title, Article.published, Article.language
            ),
            lazyload(Article.outlet),
        ),
    )
)
MEMBER = (
    select(Member)
    .where(
        Member.project_id == bindparam("project"),
        Member.user_id == bindparam("user"),
        Member.left_at.is_(None),
    )
    .options(lazyload(Member.user))  # it is the user who asks, loaded already
)


def load(session: Session, sign_in: SignIn | None, ids: Mapping[str, Any]) -> Scene:
    """Return the scene of a request.

    Every nested id must belong to the project in the address, so that an id of another project
    is as absent as one that never was.

    Raises:
        NotThere: an id leads nowhere.
    """
    return _filled(Scene(session, user=sign_in.user if sign_in else None, sign_in=sign_in), ids)


def of_account(session: Session, user: User | None, ids: Mapping[str, Any]) -> Scene:
    """Return the scene of a request in the name of an account, without a sign-in; otherwise as `load`.

    Raises:
        NotThere: an id leads nowhere.
    """
    return _filled(Scene(session, user=user), ids)


def _filled(scene: Scene, ids: Mapping[str, Any]) -> Scene:
    if not all(_can_be_stored(part) for part in ids.values()):
        raise NotThere
    if "assignment_id" in ids:
        _load_assignment(scene, ids["assignment_id"])
    if "slug" in ids:
        _load_project(scene, ids["slug"])
    for name, value in ids.items():
        if name in OF_PROJECT:
            attribute, table = OF_PROJECT[name]
            setattr(scene, attribute, _of_project(scene, table, value))
        elif name in SPECIAL:
            attribute, find = SPECIAL[name]
            setattr(scene, attribute, _there(find(scene, value)))
        elif name not in PLAIN and name not in {"slug", "assignment_id"}:
            raise NotThere(f"Nothing is known about the part {name!r} of an address.")
    _refuse_other_rounds(scene)
    _look_up_facts(scene)
    return scene


def of_program(session: Session, user: User | None, ids: Mapping[str, Any]) -> Scene:
    """Return the scene of a request by a program, whose addresses name rows by their numbers alone.

    Raises:
        NotThere: a number leads nowhere.
    """
    if not all(_can_be_stored(part) for part in ids.values()):
        raise NotThere
    scene = Scene(session, user=user)
    if "annotation_id" in ids:
        _load_assignment(scene, _there(session.get(AnnotationHead, ids["annotation_id"])).assignment_id)
    elif "own_task_id" in ids:
        _load_assignment(scene, _there(companions.open_assignment(session, user, ids["own_task_id"])))
    elif "task_id" in ids:
        scene.article = _there(session.get(Article, ids["task_id"]))
        _enter(scene, session.get_one(Project, scene.article.project_id))
    elif kind := KNOWN_BY_NUMBER.get(next(iter(ids), "")):
        row = _there(session.get(kind, next(iter(ids.values()))))
        _enter(scene, session.get_one(Project, row.project_id))
    elif "project_id" in ids:
        _enter(scene, _there(session.get(Project, ids["project_id"])))
    _look_up_facts(scene)
    return scene


def _refuse_other_rounds(scene: Scene) -> None:
    """Make sure that what belongs to a round belongs to the one in the address."""
    for row in (scene.job, scene.norming):
        if row is not None and row.round_id != (scene.round.id if scene.round else None):
            raise NotThere


def _can_be_stored(part: str | int) -> bool:
    """Say whether a column can hold the part; a database fails when it is asked for one that it cannot."""
    return "\0" not in part if isinstance(part, str) else 0 < part <= LARGEST_ID


def _there(row: Any) -> Any:
    if row is None:
        raise NotThere
    return row


def _load_project(scene: Scene, slug: str) -> None:
    project = _there(scene.session.scalar(select(Project).where(Project.slug == slug)))
    if scene.assignment is not None and scene.assignment.round.project_id != project.id:
        raise NotThere
    _enter(scene, project)


def _load_assignment(scene: Scene, assignment_id: int) -> None:
    scene.assignment = _there(scene.session.scalar(ASSIGNMENT, {"id": assignment_id}))
    scene.round = scene.assignment.round
    scene.article = scene.assignment.article
    _enter(scene, scene.round.project)


def _enter(scene: Scene, project: Project) -> None:
    """Note the project and which part the asking user has in it."""
    scene.project = project
    if scene.user is None:
        return
    member = scene.session.scalar(MEMBER, {"project": project.id, "user": scene.user.id})
    scene.member = member
    # Whoever administers the site leads every project that they have no part in. An administrator
    # who annotates has the part of an annotator there, and is as blind as the others.
    scene.role = member.role if member else ("manager" if scene.user.is_admin else None)


def _of_project(scene: Scene, table: type[Any], row_id: int) -> Any:
    row = _there(scene.session.get(table, row_id))
    if scene.project is None or row.project_id != scene.project.id:
        raise NotThere
    return row


def _codebook(scene: Scene, number: int) -> CodebookVersion | None:
    query = select(CodebookVersion).where(
        CodebookVersion.project_id == _there(scene.project).id, CodebookVersion.number == number
    )
    return scene.session.scalar(query)


def _rating(scene: Scene, number: int) -> RatingAssignment | None:
    query = (
        select(RatingAssignment)
        .join(RatingAssignment.session)
        .where(RatingAssignment.id == number, RatingSession.project_id == _there(scene.project).id)
    )
    return scene.session.scalar(query)


# Parts of addresses that are looked up in a way of their own: name -> (name in the scene, how).
SPECIAL: dict[str, tuple[str, Callable[[Scene, int], Any]]] = {
    "codebook_number": ("codebook", _codebook),
    "norming_id": ("norming", lambda scene, number: scene.session.get(NormingItem, number)),
    "thread_id": ("thread", lambda scene, number: talk.find(scene.session, talk.reader(scene), number)),
    "rating_id": ("rating", _rating),
    "user_id": ("other_user", lambda scene, number: scene.session.get(User, number)),
}


def _look_up_facts(scene: Scene) -> None:
    """Look up what a condition needs beyond the rows of the address."""
    if scene.user is None:
        return
    managed = select(Member.id).where(
        Member.user_id == scene.user.id, Member.role == "manager", Member.left_at.is_(None)
    )
    if scene.project is None:
        scene.facts["manages_a_project"] = scene.session.scalar(managed.limit(1)) is not None
    if scene.rating_session is not None:
        rated = select(RatingAssignment.id).where(
            RatingAssignment.session_id == scene.rating_session.id,
            RatingAssignment.rater_id == scene.user.id,
        )
        scene.facts["rated_here"] = scene.session.scalar(rated.limit(1)) is not None
    if scene.round is not None and scene.assignment is not None:
        # An assignment belongs to one round only, and an address names its own.
        if scene.assignment.round_id != scene.round.id:
            raise NotThere
        scene.facts["took_part"] = scene.assignment.annotator_id == scene.user.id
        # Only what is submitted can be coded again; most saves are to drafts and need not ask.
        if scene.assignment.done_at is not None:
            scene.facts["asked_again"] = companions.asked_again(scene.session, scene.assignment)
    elif scene.round is not None:
        mine = select(Assignment.id).where(
            Assignment.round_id == scene.round.id, Assignment.annotator_id == scene.user.id
        )
        scene.facts["took_part"] = scene.session.scalar(mine.limit(1)) is not None
