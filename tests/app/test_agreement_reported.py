"""What a round's agreement offers for a paper and for the next study."""

import re

import pytest

from tests.app import sample_study

pytestmark = [pytest.mark.slow, sample_study.IN_DATABASE]


@pytest.fixture
def manager(app, database):
    loaded = sample_study.load(app, database)
    visitor = loaded.visitor("manager")
    return lambda path: visitor.get(f"{loaded.agreement}{path}")


def test_the_summary_says_where_agreement_on_spans_is_lost(manager):
    page = manager("").text
    assert re.search(r"Of all differences .* arise at the step\s+<strong>found by both</strong>", page)
    for step in ("Found by both", "Same borders", "Same label", "Target", "Voice", "Valence"):
        assert f'<th scope="row">{step}</th>' in page


def test_what_to_report_is_a_paragraph_with_everything_that_journals_ask_for(manager):
    text = manager(".txt").text
    for fact in ("Agreement on Main frame", "judged by at least two of 3 annotators", "95 % interval"):
        assert fact in text
    assert "The annotators saw nothing of each other's work." in text
    assert re.search(r"The codebook was in version 1\.0\.", text)


def test_the_table_for_latex_holds_the_numbers_of_the_page(manager):
    answer = manager(".tex")
    assert answer.headers["Content-Disposition"].endswith('.tex"')
    assert r"\toprule" in answer.text
    value = re.search(r"Main frame.*?<span class=\"value\">(\.\d+)", manager("").text, re.DOTALL)[1]
    assert value in answer.text


def test_truth_from_many_shows_three_methods_side_by_side(manager):
    page = manager("/variable?question=answer&variable=A7&label=").text
    assert "Truth from many" in page
    for method in ("majority", "Dawid-Skene", "MACE"):
        assert f'<th scope="col" class="number">{method}</th>' in page


def test_a_label_on_characters_has_no_truth_from_many(manager):
    assert (
        "Truth from many" not in manager("/variable?question=characters&variable=framing&label=ADVERS").text
    )


def test_the_next_study_is_planned_from_the_round(manager):
    page = manager("/planning").text
    assert "The whole round" in page
    assert "Bloch &amp; Kraemer (1989)" in page
    narrow = manager("/planning?subject=0&width=0.05&minimum=0.8&looks=1").text
    needed = [int(re.search(r'value">(\d+)</span> articles', one)[1]) for one in (page, narrow)]
    assert needed[0] < needed[1]


@pytest.mark.parametrize("asked", ["width=0", "minimum=2", "looks=0", "width=x"])
def test_a_plan_for_nonsense_is_refused_beside_its_field(manager, asked):
    fields = {"subject": "0", "width": "0.2", "minimum": "0.8", "looks": "1"}
    name, _, value = asked.partition("=")
    query = "&".join(f"{key}={one}" for key, one in (fields | {name: value}).items())
    page = manager(f"/planning?{query}")
    assert page.status_code == 200
    assert "field-error" in page.text
    assert "The whole round" not in page.text


def test_a_subject_that_is_not_offered_is_refused(manager):
    assert "Not a valid choice" in manager("/planning?subject=99999&width=.2&minimum=.8&looks=1").text
