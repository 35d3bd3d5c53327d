"""Tables of marked spans become codings and a codebook, so that everything about spans can be measured."""

import pytest

from annotations.reliability.tables.source import TableOptions, UnusableTable
from annotations.reliability.tables.spans import Extent, SpanTable, span_table
from tests.annotations.written_tables import written

SPANS = "document,length,annotator,start,end,label,voice\n1,100,Ann,0,10,HARSH,quote\n1,100,Ben,2,10,MILD,\n"


def spans(text: str, extent: Extent | None = None, **options: object) -> SpanTable:
    return span_table(written(text), TableOptions(**options), extent)


def test_a_row_is_a_span_and_documents_and_annotators_make_codings():
    found = spans(SPANS + "2,50,Ann,5,6,MILD,outlet\n2,50,Ben,,,,")
    assert [(one.article, one.annotator, one.length) for one in found.codings] == [
        ("1", "Ann", 100),
        ("1", "Ben", 100),
        ("2", "Ann", 50),
        ("2", "Ben", 50),
    ]
    first = found.codings[0].annotation.spans[0]
    assert (first.start, first.end, first.label, dict(first.attributes)) == (
        0,
        10,
        "HARSH",
        {"voice": "quote"},
    )
    assert found.codings[1].annotation.spans[0].attributes == {}
    assert found.codings[3].annotation.found_none
    assert all(one.annotation.submitted for one in found.codings)
    layer = found.codebook.layer("spans")
    assert [label.code for label in layer.labels] == ["HARSH", "MILD"]
    assert [category.code for category in layer.attribute("voice").categories] == ["outlet", "quote"]


def test_one_document_needs_no_name_but_its_range():
    found = spans("observer,start,end,category\ni,225,295,c\nj,220,300,k", Extent(150, 450))
    assert [(one.article, one.length) for one in found.codings] == [("document", 300)] * 2
    assert [one.annotation.spans[0].start for one in found.codings] == [75, 70]


def test_labels_that_cannot_be_codes_are_written_as_codes_and_told():
    found = spans(
        "document,length,annotator,start,end,label\n"
        "1,100,Ann,0,10,adversary nations\n1,100,Ann,20,30,adversary_nations\n1,100,Ann,30,40,敵"
    )
    labels = {label.code: label.name for label in found.codebook.layer("spans").labels}
    assert labels == {
        "adversary_nations": "adversary nations",
        "adversary_nations.2": "adversary_nations",
        "label": "敵",
    }
    assert found.remarks[0].startswith("written as codes: adversary_nations for 'adversary nations'")


def test_texts_beside_the_spans_are_no_attributes():
    lines = "\n".join(f"1,1000,Ann,{place},{place + 1},A,remark {place},w" for place in range(60))
    found = spans(f"document,length,annotator,start,end,label,remark,quote\n{lines}")
    assert found.codebook.layer("spans").attributes == ()
    assert any("more than 50: remark" in remark for remark in found.remarks)


def test_a_document_can_belong_to_a_group():
    found = spans(
        "document,outlet,annotator,start,end,label\n1,Lamp,Ann,0,5,A\n2,Bell,Ann,0,5,A",
        Extent(0, 9),
        by="outlet",
    )
    assert [one.outlet for one in found.codings] == ["Lamp", "Bell"]


def test_annotators_can_be_chosen():
    found = spans(SPANS, annotators=("Ann",))
    assert {one.annotator for one in found.codings} == {"Ann"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1,100,Ann,5,5,A,", "row 4: [5, 5) is no range of a document of 100"),
        ("1,100,Ann,5,101,A,", "row 4: [5, 101) is no range of a document of 100"),
        ("1,100,Ann,-1,5,A,", "row 4: [-1, 5) is no range of a document of 100"),
        ("1,100,Ann,a,5,A,", "row 4: [a, 5) is no range of a document of 100"),
        ("1,100,Ann,5,,A,", "row 4: [5, ) is no range of a document of 100"),
        ("1,100,Ann,1,5,,", "row 4: the span has no label"),
        ("1,100,,1,5,A,", "row 4: the annotator has no name"),
        (",100,Ann,1,5,A,", "row 4: the document has no name"),
        ("1,99,Ann,1,5,A,", "row 4: what it says of the document '1' is not what row 2 says"),
        ("3,,Ann,1,5,A,", "row 4: '' is no length of a document"),
        ("1,100,Ann,,,,", "row 4: 'Ann' marked nothing here, but other rows have spans"),
    ],
)
def test_what_cannot_be_a_span_is_told_with_its_row(row, told):
    with pytest.raises(UnusableTable) as problem:
        spans(SPANS + row)
    assert problem.value.lines[0] == f"t.csv, {told}"


def test_the_length_of_a_document_is_never_taken_from_its_last_span():
    with pytest.raises(UnusableTable, match="Add a column length, or say --length"):
        spans("document,annotator,start,end,label\n1,Ann,0,5,A")


def test_a_table_without_a_span_has_nothing_to_compare():
    with pytest.raises(UnusableTable, match="no row marks a span"):
        spans("document,length,annotator,start,end,label\n1,100,Ann,,,")
