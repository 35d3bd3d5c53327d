"""What the disagreements of a round cost: drawn from its reliability data."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from annotations.agreement.costs.disagreements import cost_of_characters
from annotations.agreement.costs.tables import Coincidences, coincidences
from annotations.agreement.spans import layers
from annotations.decisions import ANSWER, ATTRIBUTE, LABEL
from annotations.decisions.costs import Costs
from annotations.reliability.spans import ANY_LABEL
from app.models import Round
from app.services import study
from app.services.codings import standing
from app.services.frozen import Kept
from app.services.study import Study, Subject

MAX_TABLES = 2_000
# What the reliability data of each kind of disagreement are called.
QUESTIONS = {ANSWER: ("answer", "set of answers"), LABEL: (layers.LABEL,), ATTRIBUTE: (layers.ATTRIBUTE,)}
# By everything that the codings depend on, as in app.services.measure.
_recent: Kept[Costs] = Kept(MAX_TABLES)


def of_round(session: Session, round_: Round) -> Costs:
    """Return what disagreements of the round cost, from memory if nothing in it changed."""
    stands = standing(session, round_)
    key = (stands.fingerprint, round_.codebook.sha256)
    found = _recent.get(key)
    if found is None:
        found = _of_study(study.of_round(session, round_, stands))
        _recent.put(key, found, len(found.tables) + 1)
    return found


def _of_study(given: Study) -> Costs:
    characters = {
        layer.code: cost_of_characters(given.codings, given.codebook, layer.code, ANY_LABEL)
        for layer in given.codebook.layers
    }
    return Costs(dict(_tables(given)), characters)


def _tables(given: Study) -> Iterator[tuple[tuple[str, str], Coincidences]]:
    asked = [(ANSWER, one.code) for one in given.codebook.article_questions]
    for layer in given.codebook.layers:
        asked += [(LABEL, layer.code), *((ATTRIBUTE, one.code) for one in layer.attributes)]
    for kind, code in asked:
        found = (given.data(Subject(question, code)) for question in QUESTIONS[kind])
        data = next((one for one in found if one is not None), None)
        if data is not None:
            yield (kind, code), coincidences(data)
