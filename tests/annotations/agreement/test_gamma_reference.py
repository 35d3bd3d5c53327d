"""Every gamma of the shared reference set, by name."""

import pytest

from annotations.agreement.gamma import Dissimilarity, Sampling
from annotations.agreement.intervals import Plan
from tests.annotations.agreement.gamma_studies import measured
from tests.annotations.agreement.reference import cases
from tests.annotations.agreement.tables import needs_shared

pytestmark = needs_shared

CHECKS = [
    pytest.param(case, check, id=f"{case['id']}-{check['coefficient']}")
    for case in cases()
    if case.get("kind") == "gamma"
    for check in case["checks"]
]
OBSERVED = [one for one in CHECKS if "gamma_observed_disorder" in one.id]
SAMPLED = [one for one in CHECKS if "gamma_sampled" in one.id]


def found(case, check, sampling):
    alpha, beta = (float(word.split("=")[1]) for word in check["coefficient"].split()[1:])
    rows = [[tuple(mark) for mark in row] for row in case["observers"]]
    study = [(case["length"], rows)]
    return measured(study, Plan(seed=4), sampling=sampling, dissimilarity=Dissimilarity(alpha, beta))["gamma"]


@pytest.mark.parametrize(("case", "check"), OBSERVED)
def test_the_observed_disorder(case, check):
    value = found(case, check, Sampling(samples=2, precision=None)).observed
    assert value == pytest.approx(check["expected"], abs=check["tolerance"])


@pytest.mark.parametrize(("case", "check"), SAMPLED)
def test_the_sampled_value(case, check):
    one = found(case, check, Sampling(samples=600, precision=None))
    assert one.value == pytest.approx(check["expected"], abs=check["tolerance"])
    assert one.expected == pytest.approx(check["expected_disorder"], rel=0.03)


def test_nothing_in_the_reference_set_was_forgotten():
    assert (len(OBSERVED), len(SAMPLED), len(CHECKS)) == (15, 5, 20)
