"""What the site holds for the tests of all pages, and the addresses of all pages for one person."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.terms import Term
from app import create_app
from app.clock import now
from app.models import (
    AnnotationHead,
    Article,
    Assignment,
    ChangeRow,
    Event,
    Member,
    Outlet,
    Project,
    RatingAssignment,
    RatingSession,
    ReferenceList,
    Round,
    User,
)
from app.services import (
    adjudication,
    api_tokens,
    imports,
    invitations,
    marks_in,
    marks_staged,
    norming,
    round_plans,
    sample,
    saving,
    signing_in,
    team,
    terms,
)
from app.services.saving import Change
from exports.formats.marked import File
from tests import factories
from tests.browser.live_site import LiveSite

# These answer with a file or with JSON.
FILES = {
    "static",
    "bootstrap.static",
    "api.show",
    "corpus.source",
    "presets.tables",
    "agreement.labels_file",
    "agreement.latex",
    "agreement.text_file",
    "agreement.job",
    "framing.file",
    "framing.outlet_file",
    "framing.outlet_picture",
    "framing.picture",
    "framing.job",
    "live.figures",
    "norming.now",
    "so_far.job",
    "sourcing.file",
}
RIVER = Term(("river", "rivers"), "framing", "SIEGE", "too broad")
FILE_ENDINGS = (".csv", ".json", ".qdc", ".svg", ".toml", ".xml", ".zip")


@dataclass
class World:
    """The sample project, a project without anything, and who takes part in both."""

    manager: int
    annotator: int
    ids: dict[str, Any]
    open_round: int
    planned_round: int
    submitted: int
    training: int
    trained: int


def _only(session: Session, table: type[Any], project: Project) -> int:
    query = select(table.id).where(table.project_id == project.id).order_by(table.id)
    return session.scalars(query.limit(1)).one()


def furnish(site: LiveSite) -> World:
    """Load the sample and put beside it what it lacks: a waiting import, links, a planned round."""
    with site.database.writing() as session:
        manager = sample.owner(session)
        project = sample.load_sample(session, manager)
        annotator = next(user for what, user in sample.people_to_show(session) if user is not manager)
        people = session.scalars(
            select(User).join(Member).where(Member.project_id == project.id, Member.role == "annotator")
        ).all()
        planned = round_plans.make(
            session,
            project,
            round_plans.all_articles(session, project, people, name="Third look", phase="main", seed=1),
            manager,
        )
        files = [
            ("new.txt", b"Towns meet again\n\nA text that waits to be imported."),
            ("empty.txt", b""),
            ("page.html", b"<h1>Towns meet</h1><p>They met in the hall by the river on Tuesday evening.</p>"),
        ]
        staged = imports.stage(session, project, imports.pack(files), manager)
        closed, opened = session.scalars(
            select(Round.id).where(Round.project_id == project.id, Round.opened_at.is_not(None))
        ).all()
        owed = session.scalars(
            select(Assignment.id)
            .where(Assignment.annotator_id == annotator.id, Assignment.round_id.in_([closed, opened]))
            .order_by(Assignment.round_id, Assignment.position)
        ).all()
        analysed = _analysed(session, project, closed, manager, annotator)
        thread = factories.add_thread(session, project, manager, codebook_id=planned.codebook_id)
        api_tokens.make(session, manager, "A script", "read")
        terms.replace(session, project, manager, [RIVER, Term(("autocra*",), "framing", "DELEG")])
        _, token = invitations.invite(session, project, manager, "annotator", "")
        blank = factories.add_project(session, "blank", "A project without anything")
        for user, role in ((manager, "manager"), (annotator, "annotator")):
            team.add_member(session, blank, user, role, actor=None)
        ids = {
            "slug": project.slug,
            "codebook_number": 1,
            "round_id": closed,
            "assignment_id": owed[-1],
            "article_id": _only(session, Article, project),
            "outlet_id": _only(session, Outlet, project),
            "event_id": _only(session, Event, project),
            "import_id": staged.id,
            "marks_id": _waiting_spans(session, session.get_one(Round, opened), manager),
            "draft_key": "2",
            "thread_id": thread.id,
            "invitation_token": token,
            "link_token": signing_in.make_link(session, annotator),
        }
        training, trained = _trained(session, session.get_one(Assignment, owed[0]), manager)
        return World(manager.id, annotator.id, ids | analysed, opened, planned.id, owed[0], training, trained)


def _trained(session: Session, coded: Assignment, manager: User) -> tuple[int, int]:
    """Have an article coded again in a training round with a key; return the round and what was owed."""
    article, before = coded.article, coded.round
    factories.add_key(session, article, before.codebook)
    made = factories.add_round(session, before.codebook, [article], [coded.annotator], name="Training")
    made.phase, made.pass_marks = "training", {"span_f1": 0.7}
    owed = session.scalars(select(Assignment).where(Assignment.round_id == made.id)).one()
    said = session.scalars(
        select(ChangeRow.operations)
        .join(AnnotationHead, AnnotationHead.id == ChangeRow.annotation_id)
        .where(AnnotationHead.assignment_id == coded.id)
        .order_by(ChangeRow.id)
    )
    operations = [one for change in said for one in change]
    saving.append(
        session, owed.annotator_id, owed.id, Change(0, "training", "2026-01-01T00:00:00Z", operations)
    )
    return made.id, owed.id


def _waiting_spans(session: Session, round_: Round, manager: User) -> int:
    """Stage a table of spans of which some are refused and some are named in another way."""
    name, text = session.execute(
        select(Article.name, Article.text)
        .join(Assignment, Assignment.article_id == Article.id)
        .where(Assignment.round_id == round_.id)
        .limit(1)
    ).one()
    rows = ["annotator\tarticle\tstart\tend\tquote\tlabel"]
    for n in range(12):
        quote = text[n : n + 9].replace("\n", " ") + "!" * (n % 5 == 4)
        rows.append(f"coder {n % 2}\t{name}\t{n}\t{n + 9}\t{quote}\t{('BLAME', 'own')[n % 2]}")
    table = [File("coders/spans.tsv", "\n".join(rows).encode())]
    return marks_staged.stage(session, round_, "spans", table, marks_in.found_in("spans", table), manager).id


def _analysed(
    session: Session, project: Project, round_id: int, manager: User, annotator: User
) -> dict[str, int]:
    """Add a key, a norming item, a session of ratings and a reference list; return their ids."""
    closed = session.get_one(Round, round_id)
    item = next(adjudication.desk(session, closed, None).all())
    article = session.get_one(Article, item.case.article_id)
    met = norming.put_on_screen(session, closed, article, item.disagreement.key, manager)
    rated = RatingSession(
        project_id=project.id,
        codebook_id=closed.codebook_id,
        name="Outlets",
        blind=True,
        created_at=now(),
        opened_at=now(),
    )
    listed = ReferenceList(
        project_id=project.id, name="Experts", source="", dated="2023", licence="", imported_at=now()
    )
    session.add_all([rated, listed])
    session.flush()
    outlet = session.get_one(Outlet, _only(session, Outlet, project))
    rates = RatingAssignment(session_id=rated.id, outlet_id=outlet.id, rater_id=annotator.id)
    session.add(rates)
    session.flush()
    return {
        "key_id": factories.add_key(session, article, closed.codebook).id,
        "norming_id": met.id,
        "rating_session_id": rated.id,
        "rating_id": rates.id,
        "reference_id": listed.id,
    }


def pages(site: LiveSite, ids: dict[str, Any], *, only: frozenset[str] | None = None) -> dict[str, str]:
    """Return the addresses of all pages by endpoint; with `only`, of those that need just these ids."""
    app: Flask = create_app(site.config)
    found = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if (
                "GET" not in (rule.methods or ())
                or rule.endpoint in FILES
                or rule.rule.endswith(FILE_ENDINGS)
                or rule.endpoint.startswith(("labelstudio.", "v1."))
            ):
                continue
            if only is None or rule.arguments == only:
                kind = rule.endpoint.split(".")[0].removesuffix("s").replace("auth", "link")
                token = ids.get(f"{kind}_token", "no-such-token")
                given = {name: token if name == "token" else ids[name] for name in rule.arguments}
                found[rule.endpoint] = rule.build(given)[1]  # type: ignore[index]
    if "agreement.variable" in found:
        found["agreement.variable"] += "?question=characters&variable=framing&label=*"
    if "terms.one" in found:
        found["terms.one"] += f"?key={RIVER.key}"
    app.extensions["parallax"].database.close()
    return found
