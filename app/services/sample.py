"""The sample project: something to look at on every page of a new installation."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.operations import Operation
from app.clock import now
from app.models import Article, Assignment, Project, Round, User
from app.services import (
    accounts,
    annotate,
    annotation_state,
    article_files,
    codebooks,
    events,
    importing,
    outlets,
    projects,
    round_plans,
    rounds,
    sample_material,
    saving,
    team,
)
from app.services.drafts import ImportSettings
from app.services.refused import Refused

SLUG = "sample"
MANAGER = "manager@sample.invalid"
SEED = 7
# The second round asks only for these, so that it can be finished while looking around.
SECOND_ROUND = ("review-dry-wells.txt", "gull-strongman-dam-deal.txt", "wire-accord-halder-dam.txt")


def find(session: Session) -> Project | None:
    """Return the sample project if it is there."""
    return session.scalar(select(Project).where(Project.slug == SLUG))


def owner(session: Session) -> User:
    """Return the account that manages the sample, made if need be; it has no password, only one-time links.

    On an installation without accounts it administers the site, since somebody has to let others in.
    """
    known = accounts.find_by_email(session, MANAGER)
    if known is not None:
        return known
    return accounts.open_account(
        session, MANAGER, "Sample manager", None, is_admin=accounts.is_empty(session)
    )


def people_to_show(session: Session) -> list[tuple[str, User]]:
    """Return whom to sign in as, each with a few words: the manager and an annotator with work waiting."""
    shown = [("Manager of the sample project", MANAGER), ("Annotator A, with work waiting", _email("A"))]
    found = [(what, accounts.find_by_email(session, email)) for what, email in shown]
    return [(what, user) for what, user in found if user is not None and user.is_active]


def load_sample(session: Session, owner: User) -> Project:
    """Make the sample project by the same steps as a real team: import, plan, code, submit, close.

    Raises:
        Refused: it is there already; nothing was changed.
    """
    if find(session) is not None:
        raise Refused("The sample project is there already.")
    own = sample_material.study()
    project = projects.create_project(
        session,
        owner,
        SLUG,
        own["title"],
        sample_material.codebook_toml(),
        description=own["description"],
    )
    codebook = codebooks.newest(session, project)
    assert codebook is not None  # noqa: S101  # create_project has just put it there
    codebooks.freeze(session, codebook, owner)
    _import(session, project, owner)
    people = {letter: _annotator(session, project, letter) for letter in sample_material.ANNOTATORS}
    _finished_round(session, project, owner, people)
    _open_round(session, project, owner, people)
    return project


def _import(session: Session, project: Project, owner: User) -> None:
    """Import the articles; outlet, date and event are entered, since the texts do not say them."""
    own = sample_material.study()
    events.add(session, project, owner, own["event"])
    for outlet in own["outlet"]:
        outlets.add(session, project, owner, {"url": "", "note": "", **outlet})
    known = sample_material.rows("articles.csv")
    settings = ImportSettings(
        events=(own["event"]["name"],),
        language="en",
        corrections={
            str(place): {"outlet": row["outlet"], "published": row["published"]}
            for place, row in enumerate(known)
        },
    )
    read = article_files.read_files(
        [(row["article"], sample_material.text(row["article"])) for row in known], settings
    )
    importing.import_articles(session, project, read.drafts, owner)


def _finished_round(session: Session, project: Project, owner: User, people: Mapping[str, User]) -> None:
    """Run a blind round that everybody has finished, from the plan to its end."""
    articles = sample_material.articles()
    round_ = _begin(session, project, owner, people, articles, name="Reliability", phase="reliability")
    for letter, user in people.items():
        for assignment in _assignments(session, round_, user):
            _code(session, user, assignment, letter)
    rounds.close_round(session, round_, owner)


def _open_round(session: Session, project: Project, owner: User, people: Mapping[str, User]) -> None:
    """Open a round in which Annotator B has handed in one article, and all else waits."""
    round_ = _begin(session, project, owner, people, SECOND_ROUND, name="Second look", phase="main")
    _code(session, people["B"], _assignments(session, round_, people["B"])[0], "B")


def _begin(
    session: Session,
    project: Project,
    owner: User,
    people: Mapping[str, User],
    articles: Sequence[str],
    *,
    name: str,
    phase: str,
) -> Round:
    """Plan a blind round of these articles by all annotators, and open it."""
    everything = round_plans.all_articles(
        session, project, list(people.values()), name=name, phase=phase, seed=SEED
    )
    chosen = select(Article.id).where(Article.project_id == project.id, Article.name.in_(articles))
    wanted = replace(everything, article_ids=session.scalars(chosen.order_by(Article.id)).all())
    round_ = round_plans.make(session, project, wanted, owner)
    rounds.open_round(session, round_, owner)
    return round_


def _assignments(session: Session, round_: Round, user: User) -> Sequence[Assignment]:
    query = select(Assignment).where(Assignment.round_id == round_.id, Assignment.annotator_id == user.id)
    return session.scalars(query.order_by(Assignment.position)).all()


def _code(session: Session, user: User, assignment: Assignment, letter: str) -> None:
    """Mark, answer and submit as the annotator's page does, one save after the other."""
    work = annotation_state.load(session, assignment.id)
    said = sample_material.coded(assignment.article.name, work.text, letter, work.codebook)
    saves: list[list[Operation]] = [said.marks, said.answers, [{"op": "submit"}]]
    for version, operations in enumerate(saves):
        annotate.save(session, user, assignment, version, uuid.uuid4().hex, saving.written(now()), operations)


def _email(letter: str) -> str:
    return f"annotator-{letter.lower()}@sample.invalid"


def _annotator(session: Session, project: Project, letter: str) -> User:
    """Return an annotator of the sample as a member; the account may be left from an earlier sample."""
    user = accounts.find_by_email(session, _email(letter))
    if user is None:
        user = accounts.open_account(session, _email(letter), f"Annotator {letter}", None)
    team.add_member(session, project, user, "annotator", actor=None)
    return user
