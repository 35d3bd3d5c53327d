"""Tables of ratings that others made: what is read, and how what cannot be used is told."""

from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.reliability.tables.long import long_tally
from annotations.reliability.tables.reading import table_data
from annotations.reliability.tables.source import Table, TableOptions, UnusableTable
from annotations.reliability.tables.tally import together
from annotations.reliability.tables.wide import wide_tally
from tests.annotations.written_tables import read, rows, written

WIDE = "unit,Ann,Ben\n1,a,a\n2,a,b\n3,b,\n4,a,a"


def refused(form: str, text: str, **options: object) -> list[str]:
    with pytest.raises(UnusableTable) as problem:
        read(form, text, **options)
    return list(problem.value.lines)


def test_a_wide_table_has_a_column_for_each_annotator():
    found = read("wide", WIDE)
    assert found.data.annotators == ("Ann", "Ben")
    assert rows(found.data) == [("a", "a"), ("a", "a"), ("a", "b"), ("b", None)]
    assert (found.data.level, found.data.unit, found.tally.units) == ("nominal", "unit", 4)


def test_units_that_were_judged_alike_are_one_row():
    found = read("wide", WIDE)
    assert sorted(found.data.sizes.tolist()) == [1, 1, 2]


def test_a_long_table_says_the_same_in_any_order():
    text = "unit,coder,value\n2,Ben,b\n1,Ann,a\n3,Ann,b\n1,Ben,a\n2,Ann,a\n4,Ann,a\n4,Ben,a\n3,Ben,NA"
    found = read("long", text)
    places = [found.data.annotators.index(name) for name in ("Ann", "Ben")]
    turned = sorted([tuple(row[place] for place in places) for row in rows(found.data)], key=str)
    assert turned == rows(read("wide", WIDE).data)


def test_a_table_of_counts_knows_nobody_by_name():
    found = read("counts", "subject,war,trade\n1,2,1\n2,0,3\n3,1,\n4,0,0")
    assert rows(found.data) == [
        ("trade", "trade", "trade"),
        ("war", "war", "trade"),
        ("war", None, None),
        (None, None, None),
    ]
    assert found.nameless
    assert any("not told apart" in remark for remark in found.remarks)


@pytest.mark.parametrize("code", ["", "NA", "N/A", ".", "nan", "NaN", "null", "None", " NA ", "#N/A"])
def test_codes_for_no_value_are_no_category(code):
    found = read("wide", f"unit,a,b\n1,x,{code}\n2,x,y")
    assert found.data.categories == ("x", "y")
    assert (found.data.values < 0).sum() == 1
    assert any("read as no value" in remark for remark in found.remarks)


def test_more_codes_for_no_value_can_be_named():
    found = read("wide", "unit,a,b\n1,x,-99\n2,x,y", missing=frozenset({"-99"}))
    assert found.data.categories == ("x", "y")


@pytest.mark.parametrize("word", ["none", "-", "no", "0"])
def test_words_that_may_be_categories_are_kept(word):
    found = read("wide", f"unit,a,b\n1,x,{word}\n2,x,y", level="nominal")
    assert word in found.data.categories


def test_the_level_is_asked_for_as_soon_as_a_value_is_a_number():
    assert refused("wide", "unit,a,b\n1,1,2") == [
        "t.csv: say with --level what the values are; '1' may be a name, a rank or an amount."
    ]
    assert "the level is nominal, since no value is a number" in read("wide", WIDE).remarks


def test_numbers_are_in_the_order_of_their_size_and_words_in_that_of_their_names():
    numbers = read("wide", "unit,a,b\n1,10,9\n2,2.0,10", level="ordinal").data
    assert numbers.categories == (2, 9, 10)
    assert read("wide", "unit,a,b\n1,low,high\n2,mid,low").data.categories == ("high", "low", "mid")


def test_ordinal_words_need_their_order():
    text = "unit,a,b\n1,low,high\n2,mid,low"
    assert refused("wide", text, level="ordinal") == [
        "t.csv: the values are words. Say with --categories in which order they stand."
    ]
    found = read("wide", text, level="ordinal", categories=("low", "mid", "high", "top"))
    assert found.data.categories == ("low", "mid", "high", "top")


def test_a_value_outside_the_named_categories_is_refused_by_its_first_row():
    text = "unit,a,b\n1,low,high\n2,mid,hihg\n3,mid,hihg"
    assert refused("wide", text, level="ordinal", categories=("low", "mid", "high")) == [
        "t.csv, row 3: 'hihg' is not among the categories"
    ]


@pytest.mark.parametrize("level", ["interval", "ratio"])
def test_amounts_must_be_numbers(level):
    assert refused("wide", "unit,a,b\n1,1,2\n2,many,2", level=level) == [
        f"t.csv, row 3: 'many' is not a number, which the {level} level needs"
    ]
    assert read("wide", "unit,a,b\n1,1,2.5\n2,-3,1.0", level=level).data.scores.tolist() == [-3, 1, 2.5]


def test_one_and_one_point_nought_are_one_category_unless_there_are_words():
    assert read("wide", "unit,a,b\n1,1,1.0\n2,2,1", level="nominal").data.categories == (1, 2)
    assert read("wide", "unit,a,b\n1,1,1.0\n2,x,1", level="nominal").data.categories == ("1", "1.0", "x")


def test_a_decimal_comma_is_read_where_commas_do_not_part_the_cells():
    found = read("wide", "unit;a;b\n1;1,5;2\n2;3;2", comma=True, level="interval")
    assert found.data.categories == (1.5, 2, 3)


def test_sets_are_written_between_bars_and_the_order_of_their_members_means_nothing():
    found = read("wide", "unit,a,b\n1,A|B,B|A\n2,{},A;C\n3,none_chosen,A", level="set")
    assert found.data.categories == ((), ("A",), ("A", "B"), ("A", "C"))


def test_columns_about_the_units_are_no_annotators():
    text = "unit,article,outlet,Ann,Ben\ns1,1,Lamp,a,b\ns2,1,Lamp,a,a\ns3,2,Bell,b,b"
    found = read("wide", text, cluster="article", by="outlet")
    assert found.data.annotators == ("Ann", "Ben")
    assert sorted(set(found.data.clusters)) == ["1", "2"]
    assert found.data.cluster == "article"
    groups = dict(found.groups())
    assert {name: rows(part) for name, part in groups.items()} == {
        "Bell": [("b", "b")],
        "Lamp": [("a", "a"), ("a", "b")],
    }


def test_annotators_can_be_chosen_in_every_format():
    wide = read("wide", "unit,note,Ann,Ben\n1,x y,a,b", annotators=("Ann", "Ben"))
    assert wide.data.annotators == ("Ann", "Ben")
    long = read("long", "unit,coder,value\n1,Ann,a\n1,Ben,b\n1,Cem,c", annotators=("Ann", "Ben"))
    assert long.data.annotators == ("Ann", "Ben")
    assert long.data.categories == ("a", "b")


def test_an_unnamed_first_column_holds_the_units():
    assert read("wide", ",Ann,Ben\n0,a,b\n1,a,a").data.annotators == ("Ann", "Ben")


@pytest.mark.parametrize(
    ("form", "text", "options", "told"),
    [
        ("wide", "unit,a,b\n1,x", {}, "t.csv, row 2: 2 cells, but the header has 3"),
        ("wide", "unit,a,b\n1,x,y,z", {}, "t.csv, row 2: 4 cells, but the header has 3"),
        ("wide", "unit,a,b\n1,x,y\n2,x,x\n1,y,y", {}, "t.csv, row 4: the unit '1' already has row 2"),
        ("wide", "unit,a,b\n ,x,y", {}, "t.csv, row 2: the unit has no name"),
        ("wide", "unit,a,a\n1,x,y", {}, "t.csv: two columns are called 'a'."),
        ("wide", "1,2,3\n1,2,3", {}, "t.csv: the first row must name the columns."),
        ("wide", "unit,outlet\n1,x", {}, "t.csv: beside the units there is no column to compare."),
        (
            "wide",
            "sentence,a,b\n1,x,y",
            {},
            "t.csv: no column is called unit, unit_id, subject, item, id, case, article, document, "
            "text, file, outlet. Say which it is with --unit.",
        ),
        ("wide", WIDE, {"by": "outlet"}, "t.csv: there is no column 'outlet'. There are: unit, Ann, Ben."),
        (
            "wide",
            "unit,article,a,b\n1,,x,y",
            {"cluster": "article"},
            "t.csv, row 2: nothing stands in column 2, which says what the unit belongs to",
        ),
        ("wide", WIDE, {"level": "odd"}, "'odd' is not a level. There are:"),
        ("wide", WIDE, {"categories": ("a", "b", "a")}, "A category is named twice in --categories."),
        ("counts", "unit,x,y\n1,2,-1", {}, "t.csv, row 2: '-1' is not a count from 0 to 10,000"),
        ("counts", "unit,x,y\n1,2,1.5", {}, "t.csv, row 2: '1.5' is not a count from 0 to 10,000"),
        ("counts", "unit,x,y\n1,2,many", {}, "t.csv, row 2: 'many' is not a count from 0 to 10,000"),
        ("long", "unit,coder,value\n1,,x", {}, "t.csv, row 2: the annotator has no name"),
        ("long", "unit,coder,value\n,Ann,x", {}, "t.csv, row 2: the unit has no name"),
        (
            "long",
            "unit,coder,a,b\n1,Ann,x,y",
            {},
            "t.csv: no column is called value, category, code, rating, score, answer, label.",
        ),
        (
            "long",
            "unit,coder,value\n1,Ann,x\n2,Ben,x\n1,Ann,y",
            {},
            "t.csv, row 4: 'Ann' already gave '1' another value in row 2; say with --time which column tells",
        ),
        (
            "long",
            "unit,coder,value,when\n1,Ann,x,5\n1,Ann,y,5",
            {"time": "when"},
            "t.csv, row 3: 'Ann' already gave '1' another value in row 2",
        ),
        (
            "long",
            "unit,coder,value,when\n1,Ann,x,yesterday",
            {"time": "when"},
            "t.csv, row 2: 'yesterday' is no time",
        ),
        (
            "long",
            "unit,coder,value,article\n1,Ann,x,A\n1,Ben,y,B",
            {"cluster": "article"},
            "t.csv, row 3: the unit '1' belongs to 'B', but in row 2 to 'A'",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_its_row_and_the_reason(form, text, options, told):
    assert refused(form, text, **options)[0].startswith(told)


def test_many_faults_are_counted_after_the_first_twenty():
    text = "unit,a,b\n" + "\n".join(f"{number},x" for number in range(30))
    lines = refused("wide", text)
    assert (len(lines), lines[0], lines[-1]) == (
        21,
        "t.csv, row 2: 2 cells, but the header has 3",
        "... and 10 more rows",
    )


@pytest.mark.parametrize(
    "times", [("1", "2"), ("2025-05-08", "2025-05-09"), ("2025-05-08T10:00:00", "2025-05-08T10:00:01")]
)
def test_of_two_values_the_later_counts_and_the_earlier_is_told(times):
    early, late = times
    text = f"unit,coder,value,when\n1,Ann,x,{late}\n1,Ann,y,{early}\n1,Ben,x,{early}\n2,Ann,y,{early}"
    found = read("long", text, time="when", value="value")
    assert rows(found.data) == [("x", "x"), ("y", None)]
    assert [(one.reason, one.count) for one in found.dropped] == [
        ("earlier values of the same annotator on the same unit", 1)
    ]


def test_the_same_value_twice_is_one_and_told():
    found = read("long", "unit,coder,value\n1,Ann,x\n1,Ann,x\n1,Ben,y")
    assert rows(found.data) == [("x", "y")]
    assert [one.count for one in found.dropped] == [1]


def test_blank_lines_are_passed_over():
    table = Table("t.csv", ("unit", "a", "b"), lambda: iter([(2, ["1", "x", "y"]), (3, []), (4, [" "])]))
    assert wide_tally(table, TableOptions()).units == 1


def test_a_table_without_rows_is_a_table_without_values():
    for form, text in (("wide", "unit,a,b"), ("long", "unit,coder,value"), ("counts", "unit,x,y")):
        assert read(form, text).data.values.shape[0] == 0


CELLS = st.sampled_from(["a", "b", "c", "", "NA"])


@given(
    cells=st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=12),
    cuts=st.lists(st.integers(0, 12), max_size=3),
)
@settings(deadline=None)
def test_the_tallies_of_the_parts_of_a_table_are_that_of_the_whole(cells, cuts):
    def part(numbered):
        header = ("unit", "x", "y", "z")
        return Table("t.csv", header, partial(iter, [(row, (str(row), *one)) for row, one in numbered]))

    numbered = list(enumerate(cells, 2))
    edges = [0, *sorted(min(cut, len(numbered)) for cut in cuts), len(numbered)]
    parts = [part(numbered[a:b]) for a, b in pairwise(edges)]
    options = TableOptions()
    summed = table_data(together(wide_tally(one, options) for one in parts), options, "t.csv")
    whole = table_data(wide_tally(part(numbered), options), options, "t.csv")
    assert rows(summed.data) == rows(whole.data)
    assert summed.data.categories == whole.data.categories


@given(
    values=st.dictionaries(
        st.tuples(st.integers(1, 6), st.sampled_from("XYZ")), st.sampled_from("ab"), min_size=1
    ),
    order=st.randoms(use_true_random=False),
)
@settings(deadline=None)
def test_a_long_table_in_parts_by_unit_is_the_whole(values, order):
    lines = [(str(unit), name, value) for (unit, name), value in values.items()]
    order.shuffle(lines)
    numbered = list(enumerate(lines, 2))

    def table(keep):
        kept = [(row, cells) for row, cells in numbered if keep(int(cells[0]))]
        return Table("t.csv", ("unit", "coder", "value"), partial(iter, kept))

    options = TableOptions()
    parts = [long_tally(table(lambda unit, rest=rest: unit % 3 == rest), options) for rest in range(3)]
    summed = table_data(together(parts), options, "t.csv").data
    whole = table_data(long_tally(table(lambda _: True), options), options, "t.csv").data
    names = sorted(whole.annotators)
    assert sorted(summed.annotators) == names
    assert rows(summed.of_annotators(*names)) == rows(whole.of_annotators(*names))


def test_a_crowd_is_laid_out_in_portions(monkeypatch):
    chance = np.random.default_rng(1)
    lines = [
        f"{unit},w{worker},{chance.choice(list('ab'))}"
        for unit in range(50)
        for worker in chance.choice(40, 3, replace=False)
    ]
    text = "unit,worker,value\n" + "\n".join(lines)
    whole = read("long", text).data
    monkeypatch.setattr("annotations.reliability.tables.long.PORTION", 200)
    assert rows(read("long", text).data) == rows(whole)
    assert int((whole.values >= 0).sum(axis=1) @ whole.row_sizes) == 150


def test_a_crowd_too_large_for_a_table_keeps_its_values_and_loses_its_names(monkeypatch):
    text = "unit,worker,value\n1,w1,b\n1,w2,a\n2,w3,a\n2,w4,\n3,w5,b\n3,w6,a"
    named = long_tally(written(text), TableOptions())
    monkeypatch.setattr("annotations.reliability.tables.long.MOST_CELLS", 10)
    found = read("long", text)
    assert rows(found.data) == [("a", "b"), ("a", "b"), ("a", None)]
    assert found.nameless
    assert found.tally.crowd == tuple(f"w{number}" for number in range(1, 7))
    assert found.remarks[1] == "read as no value: empty cells"
    assert found.remarks[2] == "6 annotators, too many for a table of this size to tell them apart"
    both = named + found.tally
    assert (both.nameless, both.units, set(both.crowd)) == (True, 6, set(named.annotators))
    assert sorted(both.sizes.tolist()) == [2, 4]


def test_the_first_row_of_a_value_is_known_whatever_the_order_of_the_parts():
    late, early = written("unit,a\n1,x\n2,y"), written("unit,a\n9,y\n8,x")
    tally = wide_tally(late, TableOptions()) + wide_tally(early, TableOptions())
    assert dict(zip(tally.values, tally.first_rows, strict=True)) == {"x": 2, "y": 2}
