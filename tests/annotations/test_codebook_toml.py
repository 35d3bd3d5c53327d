import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.codebook_toml import read_toml, write_toml
from annotations.errors import CodebookError
from annotations.toml_lines import toml_lines

SMALL = '''\
# A small codebook
[codebook]
title = "River towns"   # the study
version = "1"
note = """
[[layer]] is no header here,
nor is = this a key."""
authors = [
  "A. Reader",  # first
  "B. Writer",
]

[[layer]]
code = "framing"
name = "Framing"

[[layer.label]]
code = "HARSH"
name = "Harsh word"
hotkey = "h"

[[layer.label]]
code = "MILD"
name = "Mild word"
hotkey = "m"

[[layer.attribute]]
code = "voice"
name = "Voice"
kind = "choice"
level = "nominal"

[[layer.attribute.category]]
code = "outlet"
name = "Outlet"

[[layer.attribute]]
code = "speaker"
name = "Speaker"
kind = "text"
required_unless = "voice=outlet"

[[article_question]]
code = "slant"
name = "Slant"
kind = "scale"
level = "ordinal"
minimum = -1
maximum = 1
steps = { -1 = "against", 1 = "for" }
not_applicable = true
'''


def complaints(text):
    with pytest.raises(CodebookError) as caught:
        read_toml(text)
    return list(caught.value.lines)


def test_a_codebook_is_read_with_everything_in_it():
    codebook = read_toml(SMALL)
    assert codebook.authors == ("A. Reader", "B. Writer")
    assert codebook.layer("framing").attribute("speaker").required_unless == ("voice", "outlet")
    slant = codebook.article_question("slant")
    assert (slant.unit, slant.steps, slant.not_applicable) == ("article", {-1: "against", 1: "for"}, True)


def changed(old, new):
    assert old in SMALL
    return SMALL.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (changed('hotkey = "m"', 'hotkey = "h"'), "line 25, layer.label.hotkey: 'h' is taken by 'HARSH'"),
        (changed('hotkey = "m"', 'hotkey = "M"'), "line 25, layer.label.hotkey: must be a single letter"),
        (
            changed('hotkey = "m"', "hotkey = 7"),
            "line 25, layer.label.hotkey: must be text in quotes, not a whole",
        ),
        (
            changed('hotkey = "m"', 'hotky = "m"'),
            "line 25, layer.label.hotky: is not known here. Known are code,",
        ),
        (changed('code = "MILD"', 'code = "HARSH"'), "line 23, layer.label.code: 'HARSH' is used twice"),
        (changed('code = "MILD"\n', ""), "line 22, layer.label.code: is missing"),
        (changed('name = "Voice"', ""), "line 27, layer.attribute.name: is missing"),
        (changed('kind = "choice"', ""), "line 27, layer.attribute.kind: is missing"),
        (changed('kind = "choice"', 'kind = "guess"'), "line 30, layer.attribute.kind: must be one of"),
        (
            changed('level = "nominal"', 'level = "ratio"'),
            "line 31, layer.attribute.level: of a choice must be",
        ),
        (
            changed("voice=outlet", "voice=nobody"),
            "line 41, layer.attribute.required_unless: 'nobody' is not",
        ),
        (changed("voice=outlet", "outlet"), "line 41, layer.attribute.required_unless: must be written"),
        (changed("minimum = -1", "minimum = 2"), "line 49, article_question.maximum: must be above"),
        (changed('1 = "for"', '5 = "for"'), "line 50, article_question.steps: 5 lies outside"),
        (changed('1 = "for"', 'one = "for"'), "line 50, article_question.steps.one: a step is named by"),
        (
            changed("not_applicable = true", 'not_applicable = "yes"'),
            "line 51, article_question.not_applicable: must",
        ),
        (changed('title = "River towns"', "title = 1"), "line 3, codebook.title: must be text"),
        (changed('title = "River towns"', ""), "line 2, codebook.title: is missing"),
        (changed('"A. Reader"', "1979-05-27"), "line 8, codebook.authors: each entry must be text"),
        (
            changed('version = "1"', 'version = "1"\nowner = "me"'),
            "line 5, codebook.owner: is not known here",
        ),
        (SMALL + "[extra]\nx = 1\n", "line 52, extra: is not known here"),
        (
            changed("[[layer.attribute.category]]", "[layer.attribute.category]"),
            "category: must be written as [[category]]",
        ),
        ("layer = 5\n", "line 1, layer: must be written as [[layer]]"),
        (changed('title = "River', 'title = "River\n'), "line 3: this is not TOML."),
        ('title = """', "line 1: this is not TOML."),
        ("x = " + "[" * 20_000, "beyond all measure"),
        ("x = " + "9" * 5_000, "beyond all measure"),
    ],
)
def test_a_fault_is_told_with_its_line_and_field(text, complaint):
    said = complaints(text)
    assert any(complaint in line for line in said), said


def test_every_fault_of_a_file_is_told_at_once_in_the_order_of_its_lines():
    text = (
        changed('code = "MILD"', 'code = "HARSH"')
        .replace('hotkey = "m"', 'hotkey = "h"\ncolor = "red"')
        .replace('level = "nominal"', 'level = "ratio"')
        .replace("minimum = -1", "minimum = -1.5")
    )
    assert [line.split(":")[0] for line in complaints(text)] == [
        "line 23, layer.label.code",
        "line 25, layer.label.hotkey",
        "line 26, layer.label.color",
        "line 32, layer.attribute.level",
        "line 49, article_question.minimum",
    ]


def test_lines_are_found_behind_texts_and_lists_of_many_lines():
    text = "a = '''\n[x]\n'''\nb = [\n 1, # ]\n 2]\n\n[t]  # table\n"
    lines = toml_lines(text + '"c d".e = 1\n[[l.m]]\nk = 1\n[[l.m]]\nk = 2')
    assert lines == {
        (): 1,
        ("a",): 1,
        ("b",): 4,
        ("t",): 8,
        ("t", "c d", "e"): 9,
        ("l", "m", 0): 10,
        ("l", "m", 0, "k"): 11,
        ("l", "m", 1): 12,
        ("l", "m", 1, "k"): 13,
    }


def test_writing_is_the_same_text_every_time_and_read_back_equal():
    codebook = read_toml(SMALL)
    assert read_toml(write_toml(codebook)) == codebook
    assert write_toml(read_toml(write_toml(codebook))) == write_toml(codebook)


prose = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
names = prose.filter(str.strip)
categories = st.lists(
    st.builds(
        Category,
        code=st.from_regex("[A-Za-z0-9][A-Za-z0-9_.-]{0,6}", fullmatch=True).filter(
            lambda code: code != "not_applicable"
        ),
        name=names,
        definition=prose,
        include=prose,
        examples=st.lists(prose, max_size=3).map(tuple),
        colour=st.sampled_from(["", "#0072B2"]),
        priority=st.none() | st.integers(1, 99),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda category: category.code,
).map(tuple)
scales = st.builds(
    Variable,
    code=st.just("s"),
    name=names,
    unit=st.just("article"),
    kind=st.just("scale"),
    level=st.sampled_from(["ordinal", "interval"]),
    required=st.booleans(),
    not_applicable=st.booleans(),
    minimum=st.integers(-5, 0),
    maximum=st.integers(1, 5),
    steps=st.dictionaries(st.integers(0, 1), prose),
)


@settings(max_examples=60)
@given(names, categories, scales, st.floats(-1e15, 1e15))
def test_any_codebook_survives_being_written_and_read(title, labels, scale, low):
    number = Variable("n", "N", "outlet", "number", "ratio", minimum=low)
    codebook = Codebook(
        title,
        "1",
        layers=(Layer("l", "L", "", labels),),
        article_questions=(scale,),
        outlet_questions=(number,),
    )
    assert read_toml(write_toml(codebook)) == codebook


@settings(max_examples=60)
@given(st.integers(0, len(SMALL)), st.integers(0, 30), st.text(st.sampled_from('[]{}"=\n#.a1'), max_size=6))
def test_a_damaged_file_is_read_or_refused_but_nothing_else(place, length, insert):
    damaged = SMALL[:place] + insert + SMALL[place + length :]
    with contextlib.suppress(CodebookError):
        read_toml(damaged)
