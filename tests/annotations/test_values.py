import json
import pickle

import pytest

from annotations.errors import CodebookError, Incomplete, Problem
from annotations.frozen import FrozenMapping
from annotations.missing import Missing
from annotations.wellformed import text_fault


def test_a_frozen_mapping_equals_a_dict_and_cannot_be_changed_through_its_source():
    source = {"a": 1}
    frozen = FrozenMapping(source)
    source["a"] = 2
    assert frozen == {"a": 1}
    assert "a" in frozen
    with pytest.raises(TypeError):
        frozen["a"] = 3


def test_a_frozen_mapping_can_be_hashed_and_sent_to_another_process():
    frozen = FrozenMapping({"a": 1, "b": 2})
    assert hash(frozen) == hash(FrozenMapping({"b": 2, "a": 1}))
    assert pickle.loads(pickle.dumps(frozen)) == frozen  # noqa: S301  (our own bytes)


def test_a_problem_names_its_place():
    problem = Problem(("labels", 2, "hotkey"), "is taken").under("layers", 0)
    assert str(problem) == "layers[0].labels[2].hotkey: is taken"
    assert str(Problem((), "is empty")) == "is empty"


@pytest.mark.parametrize(
    "error",
    [
        CodebookError(["line 1, a: b"], [Problem(("a",), "b")]),
        Incomplete([Missing("answer", None, "A1", "Answer it.")]),
    ],
)
def test_errors_with_details_survive_the_way_back_from_another_process(error):
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301  (our own bytes)
    assert str(copy) == str(error)
    assert vars(copy) == vars(error)


def test_what_is_missing_can_be_told_to_a_browser():
    one = Missing("attribute", "s1", "voice", "“word” lacks Voice.")
    assert json.loads(json.dumps(one.to_dict())) == {
        "kind": "attribute",
        "span": "s1",
        "variable": "voice",
        "message": "“word” lacks Voice.",
    }


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("😀\n", None),
        (5, "whole number"),
        ("x" * 5, "at most 4"),
        ("a\0", "NUL"),
        ("\ud83d", "half a character"),
    ],
)
def test_a_text_is_kept_only_if_every_database_can_keep_it(value, fault):
    said = text_fault(value, 4)
    assert said is None if fault is None else fault in said
