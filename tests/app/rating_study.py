"""A project with outlets, two raters, and a codebook that asks about outlets."""

from dataclasses import dataclass, field

from flask import Flask

from annotations.categories import Category
from annotations.codebook import Codebook
from annotations.variables import Variable
from app.db import Database
from app.models import Outlet, Project, RatingAssignment, User
from app.services import rating_sessions
from app.services.rating_sessions import Wanted
from tests import factories
from tests.visitor import Visitor

YES_NO = (Category("yes", "Yes"), Category("no", "No"))
QUESTIONS = (
    *[
        Variable(
            f"C{i}",
            f"Criterion {i}",
            "outlet",
            "scale",
            "ordinal",
            minimum=0,
            maximum=4,
            weight=10,
            not_applicable=True,
            item_of="care" if i <= 3 else "",
            steps={0: "worst", 4: "best"},
        )
        for i in range(1, 7)
    ],
    Variable("C7", "Names authors", "outlet", "choice", "nominal", categories=YES_NO, weight=5),
    Variable("slant", "Slant", "outlet", "scale", "ordinal", minimum=-3, maximum=3, required=False),
)
BOOK = Codebook("Outlets", "1", outlet_questions=QUESTIONS)
SESSION = "Spring"


@dataclass
class RatingStudy:
    """The ids of a session in which Ada and Ben rate two outlets, and everybody's browser."""

    slug: str = "press"
    session_id: int = 0
    outlets: dict[str, int] = field(default_factory=dict)
    owed: dict[tuple[str, str], int] = field(default_factory=dict)  # (rater, outlet) -> assignment
    people: dict[str, Visitor] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/projects/{self.slug}"

    @property
    def session_path(self) -> str:
        return f"{self.path}/credibility/sessions/{self.session_id}"

    def own(self, rater: str, outlet: str = "The Lamp") -> str:
        return f"{self.path}/ratings/{self.owed[rater, outlet]}"

    def prior(self, rater: str, outlet: str = "The Lamp"):
        return self.people[rater].post(self.own(rater, outlet) + "/prior", {"familiarity": "2", "trust": "5"})

    def rate(self, rater: str, outlet: str = "The Lamp", *, do: str = "submit", seen: int = 0, **given: str):
        """Send all answers; the evidence of every criterion is the same."""
        self.prior(rater, outlet)
        answers = {f"C{i}": "3" for i in range(1, 7)} | {"C7": "yes", "slant": ""} | given
        data = {"seen": str(seen), "do": do}
        for code, value in answers.items():
            data |= {f"{code}.value": value, f"{code}.day": "2025-05-08"}
            if value:
                data |= {f"{code}.note": f"seen by {rater}", f"{code}.confidence": "2"}
        return self.people[rater].post(self.own(rater, outlet), data)

    def act(self, do: str):
        return self.people["manager"].post(self.session_path, {"do": do})


def build(app: Flask, database: Database, *, opened: bool = True, blind: bool = True) -> RatingStudy:
    study = RatingStudy()
    with database.writing() as session:
        project: Project = factories.add_project(session, study.slug)
        users: dict[str, User] = {
            name: factories.add_member(session, project, role, name.title())
            for name, role in (
                ("ada", "annotator"),
                ("ben", "annotator"),
                ("manager", "manager"),
                ("viewer", "viewer"),
                ("adjudicator", "adjudicator"),
            )
        }
        version = factories.add_codebook(session, project, BOOK)
        outlets: dict[str, Outlet] = {
            name: factories.add_outlet(session, project, name) for name in ("The Lamp", "The Wick")
        }
        outlets["The Lamp"].url = "https://www.lamp.example/news"
        made = rating_sessions.make(
            session,
            project,
            Wanted(
                SESSION,
                version.id,
                [one.id for one in outlets.values()],
                [users["ada"].id, users["ben"].id],
                blind=blind,
            ),
            users["manager"],
        )
        if opened:
            rating_sessions.open_session(session, made, users["manager"])
        session.flush()
        name_of = {user.id: name for name, user in users.items()}
        called = {outlet.id: name for name, outlet in outlets.items()}
        for row in session.query(RatingAssignment).filter_by(session_id=made.id):
            study.owed[name_of[row.rater_id], called[row.outlet_id]] = row.id
        study.session_id = made.id
        study.outlets = {name: outlet.id for name, outlet in outlets.items()}
        study.ids = {name: user.id for name, user in users.items()}
    for name, number in study.ids.items():
        study.people[name] = Visitor(app, number)
    return study
