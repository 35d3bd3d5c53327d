"""What disagreements cost adds up to what alpha lacks."""

import pytest

from annotations.agreement.alpha import ALPHA
from annotations.agreement.measure import measure
from annotations.agreement.spans import layers
from annotations.annotation import MarkedSpan
from annotations.decisions import ANSWER, BORDERS, FOUND, LABEL, Coder, Marking
from annotations.decisions import Subject as DecidedSubject
from annotations.decisions.costs import characters_apart
from annotations.reliability.spans import ANY_LABEL
from app.models import Round
from app.services import adjudication, norming_costs, study
from app.services.codings import standing
from app.services.study import Subject
from tests.app import sample_study

pytestmark = sample_study.IN_DATABASE


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


@pytest.fixture
def session(loaded, database):
    with database.reading() as session:
        yield session


@pytest.fixture
def round_(session, loaded):
    return session.get_one(Round, loaded.closed_id)


def alpha(session, round_, subject):
    given = study.of_round(session, round_, standing(session, round_))
    data = given.data(subject)
    return measure(data, [ALPHA[data.level]])[0].value if data is not None else None


def spent(session, round_, wanted):
    costs = norming_costs.of_round(session, round_)
    items = adjudication.desk(session, round_, None).all()
    return sum(costs.of(item.disagreement) or 0 for item in items if wanted(item.disagreement.subject))


def test_the_costs_of_a_question_add_up_to_what_its_alpha_lacks(session, round_):
    codebook = adjudication.desk(session, round_, None).cases.codebook
    compared = 0
    for question in codebook.article_questions:
        found = alpha(session, round_, Subject("answer", question.code))
        if found is not None:
            total = spent(
                session, round_, lambda one, code=question.code: (one.kind, one.variable) == (ANSWER, code)
            )
            assert total == pytest.approx(1 - found, abs=1e-9), question.code
            compared += 1
    assert compared


def test_the_costs_of_labels_add_up_to_what_their_alpha_lacks(session, round_):
    for layer in adjudication.desk(session, round_, None).cases.codebook.layers:
        found = alpha(session, round_, Subject(layers.LABEL, layer.code))
        total = spent(session, round_, lambda one, code=layer.code: (one.kind, one.layer) == (LABEL, code))
        assert total == pytest.approx(1 - found, abs=1e-9)


def test_finding_and_borders_cost_at_least_what_the_alpha_of_characters_lacks(session, round_):
    """More only where marks of different findings lie over each other: then fewer characters are apart."""
    for layer in adjudication.desk(session, round_, None).cases.codebook.layers:
        found = alpha(session, round_, Subject("characters", layer.code, ANY_LABEL))
        total = spent(
            session, round_, lambda one, code=layer.code: one.layer == code and one.kind in (FOUND, BORDERS)
        )
        assert 1 - found <= total <= 1.5 * (1 - found)


def test_characters_apart_are_shared_out_between_finding_and_borders():
    coders = [Coder(number, 1, f"A{number}") for number in range(3)]
    marks = tuple(
        Marking(coder, MarkedSpan(f"s{start}", "framing", "HARSH", start, 10, "x" * (10 - start)))
        for coder, start in zip(coders, (0, 5), strict=False)
    )
    apart = {
        kind: characters_apart(DecidedSubject(kind, "framing", "", marks, (coders[2],)))
        for kind in (FOUND, BORDERS)
    }
    # Five characters that one of three marked and five that two of three did: 5 * 2 / 2 + 5 * 2 / 2.
    assert apart == {FOUND: 7.5, BORDERS: 2.5}
