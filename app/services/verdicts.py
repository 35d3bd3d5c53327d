"""From what an adjudicator chose on the page to verdicts: accepted, merged, edited or rejected."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from annotations.decisions import Disagreement, Subject
from annotations.decisions.decision import checked
from annotations.decisions.disagreements import Said, options_of, said_of, variable_of
from annotations.decisions.proposals import MODELS
from annotations.decisions.subject import ANSWER, ATTRIBUTE, BORDERS, FOUND, LABEL
from annotations.variables import Variable
from app.models import Article, Round, User
from app.services import adjudication, decisions, frozen
from app.services.adjudication import OWN, UNDECIDED, Desk, Item
from app.services.decisions import Verdict
from app.services.refused import Refused

NEEDS_REASON = ("edit", "reject")


@dataclass(frozen=True)
class Chosen:
    """What the person chose about the disagreement of this key, as they saw it, and the words beside it.

    ``how`` is "as:7" for what annotation 7 says, "whole:7" for everything its span says, "proposal:majority",
    "merge", "edit" or "reject".
    """

    key: str
    seen: str
    how: str
    edited: Sequence[str] = ()
    reason: str = ""
    objection: str = ""


def decide(session: Session, round_: Round, article: Article, actor: User, chosen: Chosen) -> int:
    """Write what was chosen about one disagreement; returns how many decisions that makes.

    Raises:
        Refused: the person coded the article, somebody decided meanwhile, or the choice does not fit.
    """
    decisions.hold(session, round_)
    by_model = chosen.how.partition(":")[2] in MODELS
    here = adjudication.desk(session, round_, actor, article, estimate=by_model)
    if article.id in here.own:
        raise Refused(OWN)
    item = find(here, article, chosen.key)
    if item is None or item.is_left or item.seen != chosen.seen:
        raise Refused(
            "This disagreement changed since you opened the page: an annotation was changed, or somebody "
            "decided meanwhile. Nothing was decided; look at it again."
        )
    if chosen.how in NEEDS_REASON and not chosen.reason.strip():
        raise Refused("Say why: an edited or rejected annotation needs a reason that is kept.")
    text = frozen.article_text(session.connection(), article.id, article.sha256)
    verdicts = _verdicts(here, item, chosen, text)
    settled = {article.id: here.log.settled(article.id)}
    together = [(article, one) for one in verdicts]
    decisions.decide(session, round_, actor, together, settled, together=len(together) > 1)
    return len(together)


def find(here: Desk, article: Article, key: str) -> Item | None:
    """Return the disagreement of an article that has this key."""
    case = here.cases.articles.get(article.id)
    items = here.items(case) if case else ()
    return next((item for item in items if item.disagreement.key == key), None)


def _verdicts(here: Desk, item: Item, chosen: Chosen, text: str) -> list[Verdict]:
    how, _, which = chosen.how.partition(":")
    codebook = here.cases.codebook
    told = {"reason": chosen.reason.strip(), "objection": chosen.objection.strip()}
    if how == "whole":
        return [Verdict(one, value, **told) for one, value in _whole(here, item, which)]
    one = item.disagreement
    if how == "reject" and one.kind != ANSWER:
        subject = one.subject
        found = Subject(FOUND, subject.layer, "", subject.marks, subject.silent)
        return [Verdict(Disagreement(found, options_of(found, codebook)), False, **told)]
    if how == "proposal":
        proposal = next((each for each in item.proposals if each.basis == which), None)
        if proposal is None:
            raise Refused("There is no such proposal any more.")
        told["reason"] = told["reason"] or proposal.why
        return [Verdict(one, proposal.value, which, **told)]
    value = _value(one, how, which, chosen.edited, text, codebook)
    if value is not None or one.kind not in (ANSWER, ATTRIBUTE):
        value = checked(one.subject, value, text, codebook)
    return [Verdict(one, value, **told)]


def _value(
    one: Disagreement, how: str, which: str, edited: Sequence[str], text: str, codebook: Codebook
) -> Said:
    if how == "as":
        said = (
            option.value for option in one.options for c in option.coders if str(c.annotation_id) == which
        )
        for value in said:
            return value
        raise Refused("That annotator said nothing about this.")
    if how == "merge":
        return merged(one)
    if how == "edit":
        return _edited(one, edited, text, variable_of(one.subject, codebook))
    if how == "reject":
        return None
    raise Refused("Choose what is to stand.")


def _whole(here: Desk, item: Item, which: str) -> list[tuple[Disagreement, Said]]:
    """Return everything that one annotator's span says where its group is not settled yet."""
    subject = item.disagreement.subject
    span = next((m.span for m in subject.marks if str(m.coder.annotation_id) == which), None)
    if span is None:
        raise Refused("That annotator marked nothing here.")
    return [
        (other.disagreement, said_of(span, other.disagreement.subject.facet))
        for other in here.items(item.case)
        if other.disagreement.subject.group == subject.group
        and (other.state == UNDECIDED or other.disagreement.key == item.disagreement.key)
    ]


def merged(one: Disagreement) -> Said:
    """Return what all said, taken together: every character that somebody marked, every chosen category."""
    if one.kind == BORDERS and one.place:
        return one.place
    values = [option.value for option in one.options]
    if one.kind in (ANSWER, ATTRIBUTE) and all(isinstance(value, list) for value in values):
        return list(dict.fromkeys(code for value in values if isinstance(value, list) for code in value))
    raise Refused("These cannot be merged; choose one of them or edit.")


def can_merge(one: Disagreement) -> bool:
    """Say whether there is something to merge."""
    said = [option.value for option in one.options]
    return one.kind == BORDERS or (one.kind != LABEL and all(isinstance(value, list) for value in said))


def _edited(one: Disagreement, edited: Sequence[str], text: str, variable: Variable | None) -> Said:
    typed = [word.strip() for word in edited if word.strip()]
    if one.kind == BORDERS and one.place:
        return _words(text, " ".join(typed), one.place[0])
    if variable is not None and variable.kind == "choices" and typed != ["not_applicable"]:
        return typed
    if not typed:
        return None
    return _number(typed[0]) if variable is not None and variable.kind in ("scale", "number") else typed[0]


def _number(typed: str) -> int | float | str:
    for kind in (int, float):
        try:
            return kind(typed.replace("−", "-"))
        except ValueError:
            continue
    return typed  # the variable says what is wrong with it


def _words(text: str, typed: str, near: int) -> tuple[int, int]:
    """Return where the typed words are, next to the place in question."""
    pattern = r"\s+".join(map(re.escape, typed.split()))
    found = [match.span() for match in re.finditer(pattern, text)] if pattern else []
    if not found:
        raise Refused("These words are not in the article. Copy them from the text as they stand there.")
    return min(found, key=lambda place: abs(place[0] - near))
