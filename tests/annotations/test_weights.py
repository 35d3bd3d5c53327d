"""Weights, reversed questions and items of scales, as a codebook holds them."""

import pytest

from annotations.categories import Category
from annotations.codebook_toml import read_toml, write_toml
from annotations.errors import CodebookError
from annotations.variables import Variable

BOOK = """
[codebook]
title = "Outlets"
version = "1"

[[outlet_question]]
code = "care"
name = "Care"
kind = "scale"
level = "ordinal"
minimum = 0
maximum = 4
weight = 12.5
reversed = true
item_of = "trust"
"""
YES_NO = (Category("yes", "Yes"), Category("no", "No"))


def _choice(level: str = "nominal", unit: str = "outlet", **more) -> Variable:
    return Variable("open", "Open", unit, "choice", level, **{"categories": YES_NO, **more})


def test_a_codebook_keeps_them_as_they_were_written():
    book = read_toml(BOOK)
    question = book.outlet_question("care")
    assert (question.weight, question.reversed, question.item_of) == (12.5, True, "trust")
    assert read_toml(write_toml(book)) == book
    assert question.to_dict()["weight"] == 12.5


def test_a_choice_between_yes_and_no_can_weigh():
    assert _choice(weight=5).weight == 5
    assert _choice("ordinal", categories=(Category("a", "A"), Category("b", "B")), weight=5).weight == 5


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"weight": 0}, "above 0"),
        ({"weight": -3}, "above 0"),
        ({"weight": float("nan")}, "above 0"),
        ({"weight": True}, "above 0"),
        ({"weight": 2_000}, "at most 1000"),
        ({"weight": 5, "unit": "article"}, "only a question about an outlet"),
        (
            {"weight": 5, "categories": (Category("a", "A"), Category("b", "B"))},
            "a choice between yes and no",
        ),
        ({"reversed": True, "categories": (Category("a", "A"),)}, "a choice between yes and no"),
        ({"item_of": "trust"}, "steps on a scale"),
        ({"item_of": "two words"}, "item_of"),
    ],
)
def test_what_cannot_weigh_is_refused_with_a_reason(fields, said):
    with pytest.raises(CodebookError, match=said):
        _choice(**fields)
