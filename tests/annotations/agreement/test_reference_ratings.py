"""Every check of the shared reference values for intraclass correlations, with its interval."""

import pytest

from annotations.agreement import measure
from annotations.agreement.ratings import INTRACLASS
from tests.annotations.agreement.reference import checks, data_of
from tests.annotations.agreement.tables import needs_shared

pytestmark = needs_shared

FORMS = {
    "ICC1": "ICC(1)",
    "ICC2": "ICC(A,1)",
    "ICC3": "ICC(C,1)",
    "ICC1k": "ICC(1,k)",
    "ICC2k": "ICC(A,k)",
    "ICC3k": "ICC(C,k)",
}


@pytest.mark.parametrize(("case", "check"), checks("icc"))
def test_the_intraclass_correlation_and_its_interval(case, check):
    found = measure(data_of(case, "interval"), (INTRACLASS[FORMS[check["form"]]],))[0]
    assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])
    assert [found.low, found.high] == pytest.approx(check["ci95"], abs=check["ci_tolerance"])
    assert found.interval.method.startswith("F distribution")


def test_no_form_was_forgotten():
    assert len(checks("icc")) == 24
    assert set(FORMS.values()) == set(INTRACLASS)
