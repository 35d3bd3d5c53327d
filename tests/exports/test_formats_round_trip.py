"""What leaves in a format comes back the same, or a loss names the difference."""

import pytest
from hypothesis import given, settings

from exports.formats import conll, tokens
from exports.formats.marked import File, Losses
from exports.formats.registry import FORMATS
from tests.exports.marked_study import BOOK, expected, files_of, said, settled, studies

FEW = settings(max_examples=15, deadline=None)
ONE_LINE = "line ends in notes and free text, written as spaces"


def there_and_back(code, marked):
    losses = Losses()
    files = files_of(FORMATS[code].write(marked, losses))
    found = FORMATS[code].read([File(path, data) for path, data in files.items()])
    assert found.troubles == []
    result = settled(found, marked)
    assert result.troubles == []
    return said(result.readings, BOOK), {loss.what for loss in losses.listed()}, result


@pytest.mark.parametrize("code", ["w3c", "doccano"])
@FEW
@given(studies())
def test_json_formats_hold_everything(code, marked):
    back, lost, _ = there_and_back(code, marked)
    assert not lost
    whole = expected(marked)
    if code == "w3c":  # who said nothing at all has no annotation there
        whole = {key: facts for key, facts in whole.items() if key in back or has_something(facts)}
    assert back == whole


def has_something(facts):
    marks, about = facts
    return bool(marks) or any(map(says_something, about.values()))


@FEW
@given(studies())
def test_a_span_table_holds_all_spans(marked):
    back, lost, _ = there_and_back("spans", marked)
    assert spans_of(back) == {key: marks for key, (marks, _) in expected(marked).items() if marks}
    about = {key: facts for key, (_, facts) in expected(marked).items()}
    assert bool(lost) == any(says_something(value) for facts in about.values() for value in facts.values())


def says_something(value):
    return value is not False and value != ""


def spans_of(back):
    return {key: marks for key, (marks, _) in back.items() if marks}


@FEW
@given(studies())
def test_brat_holds_all_spans_and_says_when_a_note_loses_its_lines(marked):
    back, lost, _ = there_and_back("brat", marked)
    assert back.keys() == expected(marked).keys()
    for key, (marks, _) in expected(marked).items():
        flat = [(*place, on_one_line(values), on_one_line(note)) for *place, values, note in marks]
        assert back[key][0] == sorted(flat, key=repr)
        assert flat == marks or ONE_LINE in lost


def on_one_line(value):
    if isinstance(value, list):
        return [(code, one if isinstance(one, (list, int)) else on_one_line(one)) for code, one in value]
    return value.replace("\n", " ")


@FEW
@given(studies())
def test_a_token_table_holds_all_places_and_labels(marked):
    back, lost, result = there_and_back("tokens", marked)
    texts = {article.name.removesuffix(".txt"): article.text for article in marked.articles}
    for key, (marks, _) in expected(marked).items():
        inner = [(*inside(texts[key[0]], *place), layer, label) for *place, layer, label, _, _ in marks]
        assert sorted(place[:4] for place in back[key][0]) == sorted(inner)
        assert (tokens.EDGES in lost) or [place[:2] for place in inner] == [mark[:2] for mark in marks]
    assert all(one.is_proven for one in result.counted)


def inside(text, start, end):
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())


@pytest.mark.parametrize("code", ["conll2002", "conll2003"])
@FEW
@given(studies())
def test_conll_holds_what_does_not_overlap(code, marked):
    back, lost, _ = there_and_back(code, marked)
    texts = {article.name.removesuffix(".txt"): article.text for article in marked.articles}
    missing = 0
    for key, (marks, _) in expected(marked).items():
        inner = [(*inside(texts[key[0]], *place), layer, label) for *place, layer, label, _, _ in marks]
        there = [place[:4] for place in back[key][0]]
        assert set(there) <= set(inner)
        missing += len(inner) - len(there)
    assert bool(missing) == (conll.OVERLAPS in lost)
