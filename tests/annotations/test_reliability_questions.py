"""Answers to article questions become tables of values, and nothing is left out in silence."""

import pytest

from annotations.reliability import Coding, ConflictingCodings, article_data, tabulate
from tests.annotations.reliability_study import CODEBOOK, coding, pick, reasons, values


def answered(code: str, *answers: object) -> list[Coding]:
    """One article, one annotator per answer; None where there is no answer."""
    return [
        coding("article", f"annotator {place}", answers={} if answer is None else {code: answer})
        for place, answer in enumerate(answers)
    ]


def test_categories_come_from_the_codebook_in_its_order_even_if_nobody_used_them():
    data = pick(article_data(answered("tone", "high", "low"), CODEBOOK), "tone")
    assert (data.level, data.categories) == ("ordinal", ("low", "mid", "high"))
    assert data.scores is None
    assert values(data) == [["high", "low"]]


def test_a_scale_has_all_its_steps_as_numbers():
    data = pick(article_data(answered("slant", 2, -1), CODEBOOK), "slant")
    assert data.categories == (-2, -1, 0, 1, 2)
    assert data.scores.tolist() == [-2, -1, 0, 1, 2]
    assert values(data) == [[2, -1]]


def test_a_number_has_the_values_that_occur():
    data = pick(article_data(answered("sources", 12, 3, 12.0), CODEBOOK), "sources")
    assert (data.level, data.categories) == ("ratio", (3, 12))
    assert values(data) == [[12, 3, 12]]


def test_a_question_with_several_answers_is_one_set_and_one_yes_or_no_per_category():
    data = article_data(answered("actors", ["A", "C"], [], ["A"]), CODEBOOK)
    assert values(pick(data, "actors")) == [[("A", "C"), (), ("A",)]]
    assert values(pick(data, "actors", "A")) == [["1", "0", "1"]]
    assert values(pick(data, "actors", "B")) == [["0", "0", "0"]]
    assert values(pick(data, "actors", "C")) == [["1", "0", "0"]]


def test_free_text_is_not_measured():
    data = article_data(answered("remark", "so", "so"), CODEBOOK)
    assert "remark" not in {one.variable for one in data}


def test_what_has_no_value_is_dropped_with_its_reason():
    data = pick(
        article_data(answered("tone", "low", None, "not_applicable", "shrill", ["low"]), CODEBOOK), "tone"
    )
    assert values(data) == [["low", None, None, None, None]]
    assert reasons(data) == {
        "values not answered": 1,
        "values not applicable": 1,
        "values outside this codebook": 2,
        "articles with fewer than two values": 1,
    }


def test_a_set_with_an_unknown_code_is_outside_the_codebook():
    data = article_data(answered("actors", ["A", "Z"], ["A"]), CODEBOOK)
    assert reasons(pick(data, "actors"))["values outside this codebook"] == 1


def test_drafts_do_not_count_and_are_named():
    codings = [
        *answered("topic", "war", "war"),
        coding("article", "late", answers={"topic": "sport"}, state="draft"),
    ]
    data = pick(article_data(codings, CODEBOOK), "topic")
    assert values(data) == [["war", "war", None]]
    assert reasons(data) == {"annotations not submitted": 1}


def test_an_article_that_was_not_assigned_is_no_loss():
    codings = [coding("1", "a"), coding("1", "b"), coding("2", "b"), coding("2", "c")]
    data = pick(article_data(codings, CODEBOOK), "framing", "HARSH")
    assert values(data) == [["0", "0", None], [None, "0", "0"]]
    assert reasons(data) == {}


def test_the_later_of_two_codings_by_one_annotator_counts_and_the_other_is_named():
    codings = [*answered("topic", "war", "war"), coding("article", "annotator 0", answers={"topic": "sport"})]
    assert values(pick(article_data(codings, CODEBOOK), "topic")) == [["sport", "war"]]
    assert [one.count for one in tabulate(codings).dropped] == [1]


def test_the_order_of_the_codings_changes_nothing():
    codings = [coding(article, annotator, answers={"topic": "war"}) for article in "21" for annotator in "ba"]
    one, other = (pick(article_data(order, CODEBOOK), "topic") for order in (codings, codings[::-1]))
    assert (one.units, one.annotators) == (other.units, other.annotators) == (("1", "2"), ("a", "b"))


@pytest.mark.parametrize("other", [{"length": 90}, {"coded": ((0, 50),)}, {"outlet": "Courier"}])
def test_codings_that_disagree_about_the_article_itself_are_refused(other):
    with pytest.raises(ConflictingCodings, match="'article' differ"):
        tabulate([coding("article", "a"), coding("article", "b", **other)])


def test_the_units_of_one_outlet():
    codings = [
        coding(article, "a", outlet=outlet)
        for article, outlet in (("1", "Herald"), ("2", None), ("3", "Post"))
    ]
    data = article_data(codings, CODEBOOK)[0]
    assert data.of_outlet("Post").units == ("3",)
    assert data.of_outlet("Post").clusters == ("3",)
    assert data.of_outlet("Gazette").units == ()
