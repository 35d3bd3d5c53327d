"""Tables of several variables come apart into one table for each, with the level that is stated for it."""

import pytest

from annotations.reliability.tables.long import long_tally
from annotations.reliability.tables.reading import table_data
from annotations.reliability.tables.several import variables_of
from annotations.reliability.tables.source import TableOptions, UnusableTable
from annotations.reliability.tables.wide import wide_tally
from tests.annotations.written_tables import rows, written

LONG = "unit,coder,tone,slant\n1,A,low,1\n1,B,low,2\n2,A,high,3\n2,B,low,"
WIDE = "unit,outlet,tone.A,tone.B,slant.B,slant.A\n1,Lamp,low,low,2,1\n2,Bell,high,low,,3"
VALUES = {"tone": [("high", "low"), ("low", "low")], "slant": [(1, 2), (3, None)]}


def found(
    text: str, form: str, names=(), mark: str = "", **given: str
) -> dict[str, list[tuple[object, ...]]]:
    read = {"long": long_tally, "wide": wide_tally}[form]
    measured = {}
    for one in variables_of(written(text), form, TableOptions(**given), names, mark):
        data = table_data(read(one.table, one.options), one.options, "t.csv", variable=one.name).data
        measured[one.name] = rows(data.of_annotators("A", "B"))
    return measured


def test_every_column_that_is_nothing_else_is_a_variable_of_a_long_table():
    assert found(LONG, "long", level="nominal,slant=interval") == VALUES
    assert found(LONG, "long", names=("slant",), level="interval") == {"slant": VALUES["slant"]}
    assert found(LONG, "long", value="tone") == {"tone": VALUES["tone"]}
    assert found(LONG.replace("unit", "article"), "long", level="nominal,slant=interval") == VALUES
    assert list(found("unit,coder,value,remark\n1,A,x,=1\n1,B,x,", "long")) == ["value"]


def test_names_of_columns_say_variable_and_annotator_of_a_wide_table():
    assert found(WIDE, "wide", mark=".", level="nominal,slant=interval") == VALUES
    assert found(WIDE, "wide", ("slant",), ".", level="slant=ratio", by="outlet") == {
        "slant": VALUES["slant"]
    }


@pytest.mark.parametrize(
    ("text", "form", "given", "reason"),
    [
        (LONG, "long", {"names": ("mood",)}, "there is no column 'mood'"),
        (LONG, "long", {"level": "mood=ordinal"}, "no variable is called 'mood'. There are: slant, tone"),
        (LONG, "long", {"level": "best"}, "'best' is no level of measurement"),
        ("unit,coder\n1,A", "long", {}, "Say which it is with --value"),
        (WIDE, "wide", {"mark": "_"}, "no column is called like 'variable_annotator'"),
        (WIDE, "wide", {"mark": ".", "names": ("mood",)}, "no column is called like 'mood.annotator'"),
        (WIDE + "\n3,Lamp,low", "wide", {"mark": "."}, "row 4: 3 cells, but the header has 6"),
    ],
)
def test_what_is_not_there_is_told(text, form, given, reason):
    with pytest.raises(UnusableTable) as refused:
        found(text, form, **given)
    assert reason in str(refused.value)
