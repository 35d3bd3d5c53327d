"""A report that was kept is the report that was computed."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement import Agreement, Interval, Report, Row, agreement_report
from annotations.agreement.intervals import Plan
from annotations.agreement.report import Skipped, Wanted
from annotations.agreement.report_json import UnreadableReport, from_json, to_json
from annotations.reliability import Dropped
from tests.annotations.agreement.test_report_scopes import EVERYTHING, study
from tests.annotations.reliability_study import CODEBOOK

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
MAYBE = st.none() | NUMBERS
COUNTS = st.integers(0, 10**12)
WORDS = st.text(max_size=6)
NAMES = st.lists(WORDS, max_size=3).map(tuple)
CATEGORIES = WORDS | st.integers() | NUMBERS | NAMES | st.frozensets(WORDS, max_size=3)
DROPPED = st.lists(st.builds(Dropped, WORDS, COUNTS), max_size=2).map(tuple)
PLANS = st.builds(
    Plan,
    method=st.sampled_from(["jackknife", "bca", "none"]),
    confidence=st.floats(0.5, 0.99),
    seed=COUNTS,
    population=st.none() | COUNTS,
    minimum=MAYBE,
)
INTERVALS = st.builds(
    Interval,
    low=MAYBE,
    high=MAYBE,
    confidence=NUMBERS,
    miss=MAYBE,
    minimum=MAYBE,
    population=st.none() | COUNTS,
)
AGREEMENTS = st.builds(
    Agreement,
    value=MAYBE,
    standard_error=MAYBE,
    interval=st.none() | INTERVALS,
    prevalence=st.lists(st.tuples(CATEGORIES, NUMBERS), max_size=3).map(tuple),
    dropped=DROPPED,
    observed=MAYBE,
    expected=MAYBE,
)
ROWS = st.builds(Row, group=NAMES, agreement=AGREEMENTS)
REPORTS = st.builds(
    Report,
    judged_by=NAMES,
    annotators=NAMES,
    outlets=NAMES,
    dropped=DROPPED,
    skipped=st.lists(st.builds(Skipped, WORDS, WORDS), max_size=2).map(tuple),
    plan=PLANS,
    rows=st.lists(ROWS, max_size=3).map(tuple),
)


@settings(max_examples=50, deadline=None)
@given(REPORTS)
def test_any_report_comes_back_as_it_was(report):
    text = to_json(report)
    back = from_json(text)
    assert back == report
    assert to_json(back) == text


def test_a_computed_report_comes_back_as_it_was():
    report = agreement_report(study(), CODEBOOK, EVERYTHING, software_version="0.2")
    assert from_json(to_json(report)) == report


def test_a_report_of_another_version_is_not_read():
    told = json.loads(to_json(agreement_report([], CODEBOOK, Wanted())))
    told["fields"]["Row"].append("colour")
    with pytest.raises(UnreadableReport, match="another version"):
        from_json(json.dumps(told))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"fields": {}}', "null", "no report", '"x"'])
def test_what_is_no_report_is_refused(text):
    with pytest.raises(UnreadableReport):
        from_json(text)


def test_a_report_that_lacks_a_part_is_refused():
    told = json.loads(to_json(agreement_report([], CODEBOOK, Wanted())))
    told["report"].pop()
    with pytest.raises(UnreadableReport, match="not a report"):
        from_json(json.dumps(told))
