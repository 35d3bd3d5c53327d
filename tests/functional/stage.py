"""A project with one person of every kind, to see who gets in where."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.clock import now
from app.db import Database
from app.models import (
    Assignment,
    Event,
    Invitation,
    Member,
    NormingItem,
    RatingAssignment,
    RatingSession,
    ReferenceList,
)
from app.services import imports, jobs, marks_in, marks_staged
from app.services.jobs import Order
from app.services.readings import Reading
from app.services.unpacking import Sent
from exports.formats.marked import File
from tests import factories
from tests.visitor import Visitor

PEOPLE = ("visitor", "stranger", "annotator", "colleague", "viewer", "adjudicator", "manager", "admin")


@dataclass
class Stage:
    """Browsers of all people, and the ids that addresses need."""

    app: Flask
    people: dict[str, Visitor] = field(default_factory=dict)
    user_ids: dict[str, int] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    owned: dict[str, int] = field(default_factory=dict)  # annotator or colleague -> own assignment

    def ids_for(self, person: str) -> dict[str, Any]:
        """Return the ids of addresses as this person would ask for them: the sign-in is their own."""
        return {**self.ids, "sign_in_id": getattr(self.people[person], "sign_in_id", 0)}


def build(app: Flask, database: Database, *, blind: bool = True) -> Stage:
    """Return the stage: an open round in which `annotator` and `colleague` owe the same articles."""
    stage = Stage(app)
    with database.writing() as session:
        project = factories.add_project(session)
        users = {"stranger": factories.add_user(session, "Stranger")}
        users["admin"] = factories.add_user(session, "Admin", is_admin=True)
        for person in ("annotator", "colleague", "viewer", "adjudicator", "manager"):
            role = "annotator" if person == "colleague" else person
            users[person] = factories.add_member(session, project, role, person.title())
        book = factories.add_codebook(session, project)
        outlet = factories.add_outlet(session, project, "The Lamp")
        articles = [factories.add_article(session, project, outlet=outlet) for _ in range(2)]
        opened = factories.add_round(
            session, book, articles, [users["annotator"], users["colleague"]], blind=blind
        )
        event = Event(project_id=project.id, name="Fair", date="", description="", created_at=now())
        invitation = Invitation(
            token_hash="x" * 64,
            project_id=project.id,
            role="viewer",
            email="",
            invited_by=users["manager"].id,
            created_at=now(),
            expires_at=now(),
        )
        job = jobs.ask(session, Order("agreement", "key", project.id, opened.id), users["manager"])
        page = Sent("page.html", b"<p>A page", Reading("A page that waits.", encoding="utf-8"))
        files = imports.packed([Sent("new.txt", b"A text that waits to be imported."), page])
        staged = imports.stage(session, project, files, users["manager"])
        table = [File("s.tsv", b"article\tstart\tend\tlabel\n1.txt\t0\t3\tHARSH\n")]
        spans = marks_staged.stage(
            session, opened, "spans", table, marks_in.found_in("spans", table), users["manager"]
        )
        met = NormingItem(
            round_id=opened.id,
            article_id=articles[0].id,
            subject_key="nothing",
            subject={
                "kind": "answer",
                "variable": "slant",
                "layer": "",
                "marks": [],
                "silent": [],
                "given": [],
            },
            options=[{"said": "1", "coders": 1}, {"said": "2", "coders": 1}],
            opened_by=users["manager"].id,
            opened_at=now(),
            rule="",
        )
        thread = factories.add_thread(session, project, users["manager"], codebook_id=book.id)
        rated = RatingSession(
            project_id=project.id,
            codebook_id=book.id,
            name="Outlets",
            blind=blind,
            created_at=now(),
            opened_at=now(),
        )
        listed = ReferenceList(
            project_id=project.id, name="Experts", source="", dated="2023", licence="", imported_at=now()
        )
        session.add_all([event, invitation, met, rated, listed])
        session.flush()
        articles[0].events = [event]
        rates = RatingAssignment(session_id=rated.id, outlet_id=outlet.id, rater_id=users["annotator"].id)
        session.add(rates)
        session.flush()
        owed = session.scalars(
            select(Assignment).where(
                Assignment.round_id == opened.id, Assignment.article_id == articles[0].id
            )
        )
        owner_of = {users[name].id: name for name in ("annotator", "colleague")}
        stage.owned = {owner_of[row.annotator_id]: row.id for row in owed}
        stage.user_ids = {person: user.id for person, user in users.items()}
        viewer_part = select(Member.id).where(Member.user_id == users["viewer"].id)
        stage.ids = {
            "slug": project.slug,
            "round_id": opened.id,
            "article_id": articles[0].id,
            "assignment_id": stage.owned["annotator"],
            "codebook_number": 1,
            "outlet_id": outlet.id,
            "rating_session_id": rated.id,
            "rating_id": rates.id,
            "reference_id": listed.id,
            "event_id": event.id,
            "invitation_id": invitation.id,
            "import_id": staged.id,
            "marks_id": spans.id,
            "draft_key": "1",
            "job_id": job.id,
            "key_id": factories.add_key(session, articles[0], book).id,
            "norming_id": met.id,
            "thread_id": thread.id,
            "member_id": session.scalars(viewer_part).one(),
            "user_id": users["stranger"].id,
            "token": "no-such-token",
            "token_number": 1,
            "project_id": project.id,
            "task_id": articles[0].id,
            "annotation_id": 1,
            "snapshot_id": 1,
            "webhook_id": 1,
            "prediction_id": 1,
            "filename": "icon.svg",
        }
    for person in PEOPLE:
        stage.people[person] = Visitor(app, stage.user_ids.get(person))
    return stage
