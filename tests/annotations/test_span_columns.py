"""Spans as columns: borders along the coded text, in characters and in words."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.reliability import tabulate
from annotations.reliability.columns import span_columns
from annotations.words import words_of
from tests.annotations.span_study import LABELS, LAYER, TEXT, Study, coding, studies, study


def rows(columns):
    names = ("article", "annotator", "label", "start", "end", "first", "last")
    return list(zip(*(getattr(columns, name).tolist() for name in names), strict=True))


def test_a_span_holds_every_word_that_it_touches():
    columns = span_columns(study({"a": {"U1": [(1, 6, "A"), (3, 4, "B"), (8, 11, "A")]}}), LAYER)
    assert rows(columns) == [(0, 0, 0, 1, 6, 0, 2), (0, 0, 1, 3, 4, 1, 1), (0, 0, 0, 8, 11, 2, 3)]


def test_positions_are_counted_along_the_coded_text():
    marks = [(2, 9, "A"), (17, 26, "B"), (8, 15, "C")]
    columns = span_columns(study({"a": {"U1": marks}}, coded=((0, 8), (16, 24))), LAYER)
    assert rows(columns) == [(0, 0, 0, 2, 8, 0, 2), (0, 0, 1, 9, 16, 2, 4)]
    assert columns.outside.tolist() == [[1]]


def test_the_spans_stand_beside_their_columns():
    columns = span_columns(study({"a": {"U2": [(8, 11, "B"), (0, 3, "A")], "U1": [(4, 7, "C")]}}), LAYER)
    assert [span.label for span in columns.spans] == ["C", "A", "B"]
    assert [LABELS[place] for place in columns.label] == ["C", "A", "B"]


def test_pairs_are_those_who_coded_the_article_both():
    table = study({"a": {"U1": [], "U3": []}, "b": {"U1": [], "U2": [], "U3": []}, "c": {"U2": []}})
    assert span_columns(table, LAYER).pairs.tolist() == [[0, 0, 2], [1, 0, 1], [1, 0, 2], [1, 1, 2]]


def test_articles_without_words_are_counted():
    table = study({"a": {"U1": [(0, 3, "A")]}}, words=False)
    assert span_columns(table, LAYER).wordless == 1
    assert span_columns(study({"a": {"U1": []}}), LAYER).wordless == 0


def test_marks_of_other_layers_and_unknown_labels_are_left_alone():
    columns = span_columns(study({"a": {"U1": [(0, 3, "Z"), (0, 3, "A")]}}), LAYER)
    assert len(columns.spans) == 1


def test_no_codings_give_empty_columns():
    columns = span_columns(study({}), LAYER)
    assert columns.spans == ()
    assert columns.pairs.shape == (0, 3)


ZONES = st.sampled_from([((0, 48),), ((0, 9), (21, 40)), ((5, 6),), (), ((3, 11), (11, 30))])


@given(studies(), ZONES)
def test_borders_are_what_counting_one_by_one_gives(articles: Study, coded: tuple[tuple[int, int], ...]):
    columns = span_columns(study(articles, coded=coded), LAYER)
    inside = {place for start, end in coded for place in range(start, end)}
    words = words_of(TEXT)
    kept = [pair for pair in zip(words.starts, words.ends, strict=True) if pair[0] in inside]
    expected = []
    for row, (_, by_annotator) in enumerate(sorted(articles.items())):
        for annotator, given_marks in by_annotator.items():
            for start, end, label in given_marks:
                here = len([place for place in inside if place < start])
                there = len([place for place in inside if place < end])
                first = len([word for word in kept if word[1] <= start])
                touched = [word for word in kept if word[0] < end and start < word[1]]
                if there > here:
                    expected.append(
                        (row, annotator, LABELS.index(label), here, there, first, first + len(touched))
                    )
    names = columns.table.annotators
    # An article that nobody coded has no row in the table.
    coded_rows = {name: place for place, name in enumerate(columns.table.articles)}
    ordered = sorted(articles)
    expected = [(coded_rows[ordered[row]], names.index(who), *rest) for row, who, *rest in expected]
    assert sorted(rows(columns)) == sorted(expected)
    assert [row[:2] + row[3:5] + row[2:3] for row in rows(columns)] == sorted(
        row[:2] + row[3:5] + row[2:3] for row in rows(columns)
    )


def test_the_words_may_come_with_any_coding_of_the_article():
    one, other = coding("a", "U1", [], words=False), coding("a", "U2", [(0, 3, "A")])
    assert span_columns(tabulate([one, other]), LAYER).wordless == 0
    assert span_columns(tabulate([other, one]), LAYER).wordless == 0
