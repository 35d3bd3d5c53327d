import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.codebook_csv import read_csv
from annotations.errors import CodebookError

EXAMPLE = Path(__file__).resolve().parents[3] / "shared" / "examples" / "codebook.csv"

HEADER = (
    "codebook_version,dimension,code,parent,name,definition,"
    "include,exclude,example,hotkey,color,priority,codable\n"
)
ROWS = (
    '2,label,HARSH,,Harsh word,"A word that\nhurts, or is meant to.",rude,,,h,#AA0000,1,true\n'
    '2,label,MILD,,Mild word,,,,"""soft""",m,,2,true\n'
    "2,target,TOWNS,,The towns,,,,,,,,false\n"
    "2,target,UPPER,TOWNS,Upper town,,,,,,,,true\n"
    "2,voice,outlet,,Outlet,,,,,,,,\n"
)


def complaints(text):
    with pytest.raises(CodebookError) as caught:
        read_csv(text)
    return list(caught.value.lines)


def test_the_rows_become_one_layer_with_its_attributes():
    codebook = read_csv(HEADER + ROWS, title="River towns")
    layer = codebook.layer("framing")
    assert (codebook.title, codebook.version, codebook.article_questions) == ("River towns", "2", ())
    assert [(label.code, label.hotkey, label.priority) for label in layer.labels] == [
        ("HARSH", "h", 1),
        ("MILD", "m", 2),
    ]
    assert layer.labels[1].examples == ('"soft"',)
    assert [(a.code, a.name, a.kind, a.level) for a in layer.attributes] == [
        ("target", "Target", "entity", "nominal"),
        ("voice", "Voice", "choice", "nominal"),
    ]
    assert [category.codable for category in layer.attribute("target").categories] == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + HEADER + ROWS,
        "sep=,\n" + HEADER + ROWS,
        (HEADER + ROWS).replace("\n", "\r\n"),
        HEADER + "\n" + ROWS,
    ],
    ids=["a byte order mark", "a separator line", "line ends of Windows", "an empty line"],
)
def test_what_spreadsheets_add_is_no_obstacle(text):
    assert len(read_csv(text).layers[0].labels) == 2


def test_semicolons_may_part_the_cells():
    text = "codebook_version;dimension;code;name\n1;label;A;A word, or two\n"
    assert read_csv(text).layers[0].labels[0].name == "A word, or two"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("m,,2,true", "h,,2,true", "line 4, column hotkey: 'h' is taken by 'HARSH' already"),
        ("m,,2,true", "m,red,2,true", "line 4, column color: must be written as #RRGGBB, not 'red'"),
        ("m,,2,true", "m,,two,true", "line 4, column priority: must be a whole number, not 'two'"),
        ("m,,2,true", "m,,0,true", "line 4, column priority: must be a whole number from 1, not 0"),
        ("m,,2,true", "m,,2,perhaps", "line 4, column codable: must be true or false, not 'perhaps'"),
        ("MILD", "HARSH", "line 4, column code: 'HARSH' is used twice"),
        ("UPPER,TOWNS", "UPPER,CITY", "line 6, column parent: names 'CITY', which is not listed here"),
        ("2,voice", "3,voice", "line 7, column codebook_version: '3' differs from '2'"),
        ("2,voice", "2,", "line 7, column dimension: is empty"),
        ("2,voice", "2,two words", "line 7, column dimension: must be 1 to 64"),
        ("Outlet,", ",", "line 7, column name: must not be empty"),
        ("Outlet,", "Out,,,let,", "line 7: has 16 cells, but there are 13 columns."),
        ("hotkey,", "hot_key,", "line 1, column hot_key: is not known here"),
        ("color,", "parent,", "line 1, column parent: is there 2 times"),
        ("dimension,", "", "line 1, column dimension: is missing"),
        ('"A word', '"A" word', "line 2: this is not a CSV table"),
        (ROWS, "", "line 1, column dimension: a layer needs at least one label"),
    ],
)
def test_a_fault_is_told_with_its_line_and_column(old, new, expected):
    assert old in HEADER + ROWS
    said = complaints((HEADER + ROWS).replace(old, new, 1))
    assert any(line.startswith(expected) for line in said), said


def test_every_fault_of_a_table_is_told_at_once():
    text = (HEADER + ROWS).replace("m,,2,true", "hh,red,x,?").replace("UPPER,TOWNS", "UPPER,CITY")
    assert [line.split(":")[0] for line in complaints(text)] == [
        "line 4, column priority",
        "line 4, column codable",
        "line 4, column hotkey",
        "line 4, column color",
        "line 6, column parent",
    ]


def test_an_empty_table_is_no_codebook():
    assert complaints("") == ["line 1: the table is empty."]


@settings(max_examples=60)
@given(st.integers(0, 400), st.integers(0, 40), st.text(st.sampled_from(',;"\n2a \0'), max_size=6))
def test_a_damaged_table_is_read_or_refused_but_nothing_else(place, length, insert):
    text = HEADER + ROWS
    with contextlib.suppress(CodebookError):
        read_csv(text[:place] + insert + text[place + length :])


@pytest.mark.skipif(not EXAMPLE.is_file(), reason="the example codebook is not beside this checkout")
def test_the_example_codebook_is_read_whole():
    layer = read_csv(EXAMPLE.read_text(encoding="utf-8")).layer("framing")
    assert len(layer.labels) == 12
    assert [(a.code, a.kind, len(a.categories)) for a in layer.attributes] == [
        ("target", "entity", 14),
        ("voice", "choice", 4),
        ("valence", "choice", 4),
    ]
    assert layer.attribute("target").category("XI").parent == "CHN"
