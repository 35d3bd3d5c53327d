"""A rater's own outlets: what was thought before, the questions, submitting."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.clock import now
from app.forms import ratings as forms
from app.permissions import Permission, Scene
from app.services import rating
from app.views.explaining import explaining
from app.views.guards import requires
from app.views.notices import notify
from app.views.ratings.blueprint import bp


@bp.get("/projects/<slug>/ratings")
@requires(Permission.SEE_QUEUE)
def mine(here: Scene) -> ResponseReturnValue:
    """List the outlets that the person is to rate."""
    owed = rating.mine(here.session, here.project, here.user)
    return render_template("ratings/mine.html", owed=owed)


@bp.get("/projects/<slug>/ratings/<int:rating_id>")
@requires(Permission.READ_RATING)
def own(here: Scene) -> ResponseReturnValue:
    """Ask what was thought of the outlet before, then every question."""
    if here.rating.prior_at is None:
        return _prior_page(here, forms.PriorForm())
    return _page(here, _forms(here))


@bp.post("/projects/<slug>/ratings/<int:rating_id>/prior")
@requires(Permission.RATE)
def prior(here: Scene) -> ResponseReturnValue:
    """Keep what was thought before."""
    form = forms.PriorForm(request.form)
    if form.validate():
        with explaining(form):
            trust = int(form.trust.data) if form.trust.data else None
            rating.put_prior(here.session, here.rating, int(form.familiarity.data), trust)
            return _to_own(here)
    return _prior_page(here, form), 422


@bp.post("/projects/<slug>/ratings/<int:rating_id>")
@requires(Permission.RATE)
def save(here: Scene) -> ResponseReturnValue:
    """Save a draft, and submit it if that was pressed."""
    answers = _forms(here, request.form)
    sound = [form.validate() for form in answers.values()]  # all of them, so that every fault is told
    if not all(sound):
        return _page(here, answers, faults=forms.errors_of(answers)), 422
    book = rating.book_of(here.rating.session)
    given = {code: forms.said_in(book.outlet_question(code), form) for code, form in answers.items()}
    based_on = request.form.get("seen", "0")
    try:
        number = int(based_on) if based_on.isdecimal() else 0
        rating.save(here.session, here.rating, here.user, given, number)
        if request.form.get("do") == "submit":
            return _submitted(here)
    except rating.ChangedMeanwhile as conflict:
        return _page(here, answers, problem=f"{conflict} What you typed is below; saving keeps yours."), 409
    except rating.Faulty as faulty:
        return _page(here, answers, faults=faulty.faults), 422
    notify("Your ratings are saved as a draft.")
    return _to_own(here)


@bp.post("/projects/<slug>/ratings/<int:rating_id>/take-back")
@requires(Permission.RATE)
def take_back(here: Scene) -> ResponseReturnValue:
    """Let submitted ratings be changed."""
    rating.take_back(here.session, here.rating, here.user)
    notify("You can change your ratings. Submit them again when you are done.")
    return _to_own(here)


def _submitted(here: Scene) -> ResponseReturnValue:
    """Submit what was saved; if something is missing the draft is kept and the page says what."""
    try:
        rating.submit(here.session, here.rating, here.user)
    except rating.Faulty as faulty:
        return _page(here, _forms(here), faults=faulty.faults, kept=True)
    notify(f"Your ratings of {here.rating.outlet.name} are submitted.")
    return redirect(url_for("ratings.mine", slug=here.project.slug), 303)


def _to_own(here: Scene) -> ResponseReturnValue:
    return redirect(url_for("ratings.own", slug=here.project.slug, rating_id=here.rating.id), 303)


def _prior_page(here: Scene, form: forms.PriorForm) -> str:
    return render_template("ratings/prior.html", owed=here.rating, form=form)


def _forms(here: Scene, given: Any = None) -> dict[str, Any]:
    stands = rating.standing(here.session, [here.rating.id])[here.rating.id]
    today = now().date().isoformat()
    return {
        question.code: forms.answer_form(question, given, rating.said(stands.get(question.code)), today)
        for question in rating.book_of(here.rating.session).outlet_questions
    }


def _page(here: Scene, answers: dict[str, Any], **more: Any) -> str:
    stands = rating.standing(here.session, [here.rating.id])[here.rating.id]
    return render_template(
        "ratings/own.html",
        owed=here.rating,
        questions=rating.book_of(here.rating.session).outlet_questions,
        answers=answers,
        stands=stands,
        seen=rating.seen(stands),
        may_change=here.rating.session.state == "open" and here.rating.done_at is None,
        **{"faults": {}, "problem": "", "kept": False, **more},
    )
