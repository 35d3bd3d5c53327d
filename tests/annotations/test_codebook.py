import json
import pickle

import pytest

from annotations.codebook import NOT_APPLICABLE, Category, Codebook, Layer, Variable
from annotations.errors import CodebookError, OutsideCodebook

HARSH = Category("HARSH", "Harsh word", hotkey="h")
MILD = Category("MILD", "Mild word", hotkey="m")
VOICE = Variable(
    "voice",
    "Voice",
    "span",
    "choice",
    "nominal",
    categories=(Category("outlet", "Outlet"), Category("quote", "Quote")),
)
SPEAKER = Variable("speaker", "Speaker", "span", "text", "", required_unless=("voice", "outlet"))
FRAMING = Layer("framing", "Framing", "Loaded words.", (HARSH, MILD), (VOICE, SPEAKER))
SLANT = Variable("slant", "Slant", "article", "scale", "ordinal", minimum=-2, maximum=2, not_applicable=True)


def problems(make):
    with pytest.raises(CodebookError) as caught:
        make()
    return str(caught.value)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"code": ""}, "code: must be 1 to 64"),
        ({"code": "two words"}, "code: must be 1 to 64"),
        ({"code": NOT_APPLICABLE}, "code: must not be 'not_applicable'"),
        ({"code": 7}, "code: must be text, not a whole number"),
        ({"name": " "}, "name: must not be empty"),
        ({"definition": "a\0b"}, "definition: must not hold the character NUL"),
        ({"include": "\ud800"}, "include: must not hold half a character"),
        ({"examples": "one"}, "examples: must be a list"),
        ({"hotkey": "A"}, "hotkey: must be a single letter"),
        ({"hotkey": "ab"}, "hotkey: must be a single letter"),
        ({"colour": "red"}, "colour: must be written as #RRGGBB"),
        ({"priority": True}, "priority: must be a whole number"),
        ({"codable": "yes"}, "codable: must be true or false, not text"),
    ],
)
def test_a_category_refuses_a_wrong_field_by_name(fields, complaint):
    assert complaint in problems(lambda: Category(**{"code": "A", "name": "A", **fields}))


@pytest.mark.parametrize(
    ("kind", "level"),
    [("choice", "set"), ("choices", "nominal"), ("scale", "nominal"), ("text", "nominal"), ("number", "")],
)
def test_a_level_must_fit_its_kind(kind, level):
    assert f"level: of a {kind}" in problems(lambda: Variable("v", "V", "article", kind, level))


def test_every_fault_of_a_variable_is_named_at_once():
    said = problems(lambda: Variable("", "", "page", "guess", "nominal"))
    assert [line.split(":")[0] for line in said.splitlines()] == ["code", "name", "unit", "kind"]


@pytest.mark.parametrize(
    ("categories", "complaint"),
    [
        ((Category("A", "a"), Category("A", "b")), "categories[1].code: 'A' is used twice"),
        ((Category("A", "a", parent="B"),), "categories[0].parent: names 'B'"),
        ((Category("A", "a", parent="B"), Category("B", "b", parent="A")), "its own ancestor"),
        ((Category("A", "a", hotkey="x"), Category("B", "b", hotkey="x")), "'x' is taken by 'A'"),
        ((Category("A", "a", retired=True),), "at least one category that can be coded"),
        ((), "at least one category that can be coded"),
    ],
)
def test_categories_must_agree_with_each_other(categories, complaint):
    assert complaint in problems(
        lambda: Variable("v", "V", "article", "choice", "nominal", categories=categories)
    )


def test_a_retired_label_gives_its_hotkey_back():
    old = Category("OLD", "Old", hotkey="h", retired=True)
    assert Layer("l", "L", "", (old, HARSH)).labels == (old, HARSH)


def test_two_layers_cannot_share_a_hotkey():
    other = Layer("other", "Other", "", (Category("X", "X", hotkey="h"),))
    assert "layers[1].labels[0].hotkey: 'h' is taken by 'HARSH'" in problems(
        lambda: Codebook("T", "1", layers=(FRAMING, other))
    )


def test_a_layer_cannot_do_without_labels():
    assert "labels" in problems(lambda: Layer("l", "L", "", ()))


def test_an_attribute_must_be_about_spans():
    assert "attributes[0].unit: must be 'span'" in problems(lambda: Layer("l", "L", "", (HARSH,), (SLANT,)))


@pytest.mark.parametrize("unless", [("tone", "x"), ("voice", "nobody"), ("speaker", "x")])
def test_a_lifted_duty_must_refer_to_a_value_that_exists(unless):
    speaker = Variable("speaker", "Speaker", "span", "text", "", required_unless=unless)
    assert "required_unless" in problems(lambda: Layer("l", "L", "", (HARSH,), (VOICE, speaker)))


def test_questions_of_one_kind_cannot_share_a_code():
    assert "article_questions[1].code" in problems(
        lambda: Codebook("T", "1", article_questions=(SLANT, SLANT))
    )


def test_a_question_is_found_by_its_code_and_only_under_its_unit():
    codebook = Codebook("T", "1", layers=(FRAMING,), article_questions=(SLANT,))
    assert codebook.article_question("slant") is SLANT
    assert codebook.layer("framing").attribute("voice") is VOICE
    for look in (codebook.outlet_question, codebook.layer, FRAMING.attribute):
        with pytest.raises(OutsideCodebook, match="slant"):
            look("slant")


def test_the_label_of_a_layer_is_a_nominal_variable_of_spans():
    variable = FRAMING.label_variable
    assert (variable.code, variable.kind, variable.unit, variable.level) == (
        "framing",
        "label",
        "span",
        "nominal",
    )
    assert variable.categories == FRAMING.labels


MANY = Variable("m", "M", "article", "choices", "set", categories=(HARSH, MILD))
SHARE = Variable("n", "N", "article", "number", "ratio", minimum=0)


@pytest.mark.parametrize(
    ("variable", "value", "kept"),
    [
        (VOICE, "quote", "quote"),
        (MANY, ["MILD", "HARSH"], ["HARSH", "MILD"]),
        (MANY, [], []),
        (SLANT, -2, -2),
        (SLANT, NOT_APPLICABLE, NOT_APPLICABLE),
        (SHARE, 2.5, 2.5),
        (SHARE, 3, 3),
        (SPEAKER, "  a minister ", "a minister"),
    ],
)
def test_a_fitting_value_is_kept_in_its_normal_form(variable, value, kept):
    assert variable.check(value) == kept


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        (VOICE, "nobody"),
        (VOICE, NOT_APPLICABLE),
        (VOICE, ["quote"]),
        (VOICE, None),
        (VOICE, {"quote": 1}),
        (MANY, "HARSH"),
        (MANY, ["HARSH", "HARSH"]),
        (MANY, ["HARSH", None]),
        (MANY, [["HARSH"]]),
        (SLANT, 3),
        (SLANT, -3),
        (SLANT, 1.0),
        (SLANT, True),
        (SLANT, "1"),
        (SHARE, True),
        (SHARE, float("nan")),
        (SHARE, float("inf")),
        (SHARE, 10**400),
        (SHARE, -0.1),
        (SPEAKER, "   "),
        (SPEAKER, "a\0"),
        (SPEAKER, "\udc00"),
        (SPEAKER, "x" * 10_001),
        (SPEAKER, 4),
    ],
)
def test_a_value_outside_the_variable_is_refused(variable, value):
    with pytest.raises(OutsideCodebook):
        variable.check(value)


@pytest.mark.parametrize("flag", [{"retired": True}, {"codable": False}])
def test_a_retired_category_or_a_heading_takes_no_new_judgement(flag):
    variable = Variable(
        "v", "V", "span", "entity", "nominal", categories=(HARSH, Category("OLD", "Old", **flag))
    )
    assert variable.category("OLD").name == "Old"
    with pytest.raises(OutsideCodebook, match="OLD"):
        variable.check("OLD")


def test_a_duty_is_lifted_by_the_named_value_alone():
    assert not SPEAKER.demanded({"voice": "outlet"})
    assert SPEAKER.demanded({"voice": "quote"})
    assert SPEAKER.demanded({})
    assert VOICE.demanded({})
    assert not Variable("c", "C", "span", "text", "", required=False).demanded({})


def test_a_scale_needs_its_ends_and_its_steps_within_them():
    assert "minimum: is needed" in problems(
        lambda: Variable("s", "S", "article", "scale", "ordinal", maximum=3)
    )
    assert "9 lies outside" in problems(
        lambda: Variable("s", "S", "article", "scale", "ordinal", minimum=1, maximum=3, steps={9: "many"})
    )
    assert "above the minimum" in problems(
        lambda: Variable("s", "S", "article", "scale", "ordinal", minimum=3, maximum=3)
    )


@pytest.mark.parametrize("bound", [float("inf"), float("nan"), 2.0**54, True, "1"])
def test_a_bound_is_a_number_that_every_program_can_hold(bound):
    assert "minimum: must be a number" in problems(
        lambda: Variable("n", "N", "article", "number", "ratio", minimum=bound)
    )


def test_a_codebook_becomes_plain_json_and_survives_a_trip_to_another_process():
    scale = Variable("s", "S", "outlet", "scale", "ordinal", minimum=0, maximum=1, steps={1: "yes", 0: "no"})
    codebook = Codebook("T", "1", "en", "", ["A"], [FRAMING], [SLANT], [scale])
    plain = json.loads(json.dumps(codebook.to_dict()))
    assert plain["layers"][0]["attributes"][1]["required_unless"] == ["voice", "outlet"]
    assert plain["outlet_questions"][0]["steps"] == {"0": "no", "1": "yes"}
    assert pickle.loads(pickle.dumps(codebook)) == codebook  # noqa: S301  (our own bytes)
    assert hash(pickle.loads(pickle.dumps(codebook))) == hash(codebook)  # noqa: S301  (our own bytes)
