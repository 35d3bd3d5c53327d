"""Rounds planned by programs: first what the plan comes to, then exactly that round."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from annotations.assignments import Subsample
from annotations.scoring import ARTICLES, MEASURES
from app.api.v1 import fits
from app.api.v1.calls import call
from app.api.v1.corpus import COUNTED, counted
from app.api.v1.refusals import Refusal
from app.api.v1.schema import (
    FLAG,
    TEXT,
    WHOLE,
    form,
    list_of,
    maybe,
    number_from,
    one_of,
    several,
    table,
    told,
    words,
)
from app.models import PHASES, Project
from app.permissions import Permission, Scene
from app.services import round_board, round_names, round_plans
from app.services.round_wishes import Plan, Wanted
from app.services.scenes import LARGEST_ID
from app.site import site

ID = number_from(1, LARGEST_ID)
DAY = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
MANY = 100_000  # articles
MEMBER = table(
    name=TEXT, email=TEXT, pseudonym=TEXT, role=TEXT, owes=told(FLAG, "Whether it can be given articles.")
)
FIELDS = {
    "name": words(round_plans.MAX_NAME, 1),
    "phase": one_of(*PHASES),
    "annotators": told(list_of(words(200, 1)), "Their pseudonyms or addresses."),
    "codebook": told(ID, "The number of a frozen version; the newest one if it is left out."),
    "articles": told(list_of(ID), "Ids; all articles if neither these nor outlets or events are given."),
    "outlets": told(list_of(words(200, 1)), "Names: all articles of these, or of the events."),
    "events": told(list_of(words(1_000, 1)), "Names."),
    "per_article": told(number_from(1, 1_000), "So many annotators for each article; all if it is left out."),
    "blind": told(FLAG, "True if it is left out."),
    "seed": number_from(0, round_plans.MAX_SEED),
    "subsample": told(
        form("percent", "per_article", percent=number_from(1, 100), per_article=number_from(2, 1_000)),
        "So much is coded by more annotators.",
    ),
    "cap": told(number_from(1, MANY), "The most that one annotator may owe."),
    "stratified": told(FLAG, "Outlets and events are spread evenly."),
    "latin": told(FLAG, "The outlets of an event are served in the order of a Latin square."),
    "lease_hours": told(
        number_from(1, round_plans.LONGEST_LEASE), "A draft left for longer may be released."
    ),
    "due": told(DAY, "The last day, in UTC."),
    "outlet_masked": FLAG,
    "shows_reliability": told(FLAG, "Managers may see how reliable a blind round is so far."),
    "suggestions": told(FLAG, "Suggestions of programs are shown or not; as is usual if it is left out."),
    "without_suggestions": told(number_from(0, 100), "So many percent of the articles come without them."),
    "pass_marks": told(
        form(
            **{code: {"type": "number", "minimum": 0, "maximum": 1} for code in MEASURES},
            **{ARTICLES: number_from(1, MANY)},
        ),
        "What passes a training: measure, least value.",
    ),
    "after_training": told(ID, "The id of a training; only who passed it can be given articles."),
    "gold_count": told(number_from(1, 1_000), "So many articles with a key are mixed in unseen."),
    "gold_articles": told(list_of(ID), "The ids of these, instead."),
}
# What a wish takes as it is sent; everything else is looked up first.
AS_SENT = (
    "per_article",
    "blind",
    "seed",
    "cap",
    "stratified",
    "latin",
    "lease_hours",
    "outlet_masked",
    "shows_reliability",
    "suggestions",
    "without_suggestions",
    "pass_marks",
    "gold_count",
)
NEEDED = ("name", "phase", "annotators")
WISH = form(*NEEDED, **FIELDS)
MADE = form(*NEEDED, **FIELDS, plan=told(DIGEST, "The plan that was looked at; another one is refused then."))
PLAN = table(
    plan=told(DIGEST, "A name of exactly this plan."),
    assignments=WHOLE,
    loads=several(table(annotator=TEXT, articles=WHOLE)),
    overlaps=told(several(table(annotators=several(TEXT), articles=WHOLE)), "How many articles pairs share."),
    outlets=several(table(outlet=TEXT, articles=WHOLE, coded_twice=WHOLE)),
    coded_twice=told(WHOLE, "Articles that two or more annotators code."),
    subsample=told(WHOLE, "Articles in the reliability subsample."),
    gold_articles=several(WHOLE),
    expected_width=told(
        maybe({"type": "number"}), "How wide the interval of an alpha of .80 would be; null if nothing meets."
    ),
)


@call("GET", "/projects/<slug>/members", Permission.SEE_TEAM, gives={200: several(MEMBER)})
def members(here: Scene) -> list[dict[str, Any]]:
    """List the members of the team, and who of them can be given articles."""
    possible = {one.user_id for one in round_plans.possible_annotators(here.session, here.project)}
    return [
        {
            "name": one.user.name,
            "email": one.user.email,
            "pseudonym": one.pseudonym,
            "role": one.role,
            "owes": one.user_id in possible,
        }
        for one in round_names.members(here.session, here.project)
    ]


@call(
    "POST",
    "/projects/<slug>/rounds/plan",
    Permission.RUN_ROUNDS,
    body=WISH,
    gives={200: PLAN},
    refuses=[422],
)
def plan_round(here: Scene, body: dict[str, Any]) -> dict[str, Any]:
    """Say what a plan comes to: who would owe what, what pairs share, how much is coded twice.

    Nothing is stored. The same wish gives the same plan.
    """
    fits.refuse_unless(body, WISH)
    return _told(_plan(here.session, here.project, body))


@call(
    "POST",
    "/projects/<slug>/rounds",
    Permission.RUN_ROUNDS,
    body=MADE,
    gives={200: COUNTED},
    refuses=[409, 422],
)
def make_round(here: Scene, body: dict[str, Any]) -> dict[str, Any]:
    """Make a planned round; its annotators see it once it is opened.

    With the name of a plan it is made only if it comes to exactly that plan, or else the answer is 409.
    """
    fits.refuse_unless(body, MADE)
    seen = body.get("plan")
    here.session.close()  # whoever waits for their turn to write must not hold a connection meanwhile
    with site().database.writing() as session:
        project = session.get_one(Project, here.project.id)
        plan = _plan(session, project, body)
        if seen not in (None, plan.digest):
            raise Refusal(409, "changed", "It would be another plan by now. Look at it again.")
        made = round_plans.make(session, project, plan.wanted, here.user)
        lines = round_board.rounds(session, project)
        return next(counted(line) for line in lines if line.of.id == made.id)


def _plan(session: Session, project: Project, body: dict[str, Any]) -> Plan:
    return round_plans.plan(session, project, _wanted(session, project, body))


def _wanted(session: Session, project: Project, body: dict[str, Any]) -> Wanted:
    """Return what a body wishes; what it leaves out is as usual."""
    given: dict[str, Any] = {name: body[name] for name in AS_SENT if name in body}
    if "subsample" in body:
        drawn = body["subsample"]
        given["subsample"] = Subsample(share=drawn["percent"] / 100, per_article=drawn["per_article"])
    if "due" in body:
        given["due_at"] = _end_of(body["due"])
    if "gold_articles" in body:
        given["gold_articles"] = round_names.articles(session, project, body["gold_articles"], (), ())
    if "after_training" in body:
        given["after_training"] = round_names.round_of(session, project, body["after_training"])
    return Wanted(
        name=body["name"],
        phase=body["phase"],
        codebook=round_names.codebook(session, project, body.get("codebook")),
        article_ids=round_names.articles(
            session, project, body.get("articles"), body.get("outlets", ()), body.get("events", ())
        ),
        annotators=round_names.annotators(session, project, body["annotators"]),
        **given,
    )


def _end_of(day: str) -> datetime:
    """Return the moment a day is over."""
    try:
        return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)
    except (ValueError, OverflowError):
        raise Refusal(422, "invalid", f"due cannot be {day}.") from None


def _told(plan: Plan) -> dict[str, Any]:
    return {
        "plan": plan.digest,
        "assignments": len(plan.planned) + len(plan.gold),
        "loads": [{"annotator": user.name, "articles": count} for user, count in plan.loads],
        "overlaps": [
            {"annotators": [first.name, second.name], "articles": count}
            for first, second, count in plan.overlaps
        ],
        "outlets": [
            {"outlet": name, "articles": count, "coded_twice": doubled}
            for name, count, doubled in plan.outlets
        ],
        "coded_twice": plan.double_coded,
        "subsample": plan.drawn,
        "gold_articles": plan.gold_articles,
        "expected_width": plan.expected_width,
    }
