"""The criteria of credibility that come with the program."""

from pathlib import Path

from annotations.codebook_templates import new_questions, take_over
from annotations.codebook_toml import read_toml
from annotations.credibility import MIN_CRITERIA, criteria

DATA = Path(__file__).resolve().parents[2] / "app" / "data"
TEMPLATE = read_toml((DATA / "credibility.toml").read_text(encoding="utf-8"))
FRAMING = read_toml((DATA / "framing.toml").read_text(encoding="utf-8"))


def test_all_eighteen_criteria_are_there():
    questions = (*TEMPLATE.outlet_questions, *TEMPLATE.article_questions)
    assert {one.code.partition("_")[0] for one in questions} == {f"C{i}" for i in range(1, 19)}


def test_the_weights_add_up_to_a_hundred_and_are_those_of_the_default_codebook():
    weighed = criteria(TEMPLATE.outlet_questions)
    assert sum(one.weight for one in weighed) == 100
    assert len(weighed) == 9 > MIN_CRITERIA
    assert {one.code: one.weight for one in weighed} == {
        one.code: one.weight for one in criteria(FRAMING.outlet_questions)
    }


def test_a_codebook_gets_what_it_lacks_and_keeps_what_it_has():
    made = take_over(FRAMING, TEMPLATE)
    assert made.outlet_questions == FRAMING.outlet_questions
    assert made.article_question("C13").kind == "number"
    assert made.layers == FRAMING.layers
    assert take_over(made, TEMPLATE) == made
    assert new_questions(made, TEMPLATE) == ()
    assert len({one.item_of for one in made.article_questions if one.item_of}) == 1
