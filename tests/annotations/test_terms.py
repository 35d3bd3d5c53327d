"""Terms are found as whole words in the coded text, and a list with something wrong is refused by line."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.shares import wilson
from annotations.term_search import Search, without_overlaps
from annotations.terms import InvalidTerm, Term, check_terms, split_forms
from annotations.zones import Zone
from exports.term_table import BadTable, read_terms, write_terms
from tests.annotations.small_study import CODEBOOK

TEXT = (
    "The Strongman and his guests\n\nA strong-man spoke. The strongman’s autocratic friends, "
    "autocrats all, said: STRONG  MAN!\n\nA strong\n\nman. 国王说国王。 Xi and xi. Café cafe\u0301\n"
)


def found(*words, exact=False, text=TEXT, zones=()):
    places = Search([Term(words, "framing", "HARSH", exact=exact)]).places(text, zones)
    return [text[one.start : one.end] for one in places]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("strongman",), ["Strongman", "strongman"]),
        (("strong man",), ["STRONG  MAN"]),
        (("strong-man",), ["strong-man"]),
        (
            ("strongman", "strong man", "strong"),
            ["Strongman", "strong", "strongman", "STRONG  MAN", "strong"],
        ),
        (("autocrat",), []),
        (("autocrat*",), ["autocratic", "autocrats"]),
        (("*crat*",), ["autocratic", "autocrats"]),
        (("str*g man",), ["STRONG  MAN"]),
        (("国王",), ["国王", "国王"]),
        (("Xi",), ["Xi", "xi"]),
        (("café",), ["Café", "cafe\u0301"]),
    ],
)
def test_terms_are_found_as_whole_words(words, expected):
    assert found(*words) == expected


def test_capitals_matter_where_they_shall_and_only_coded_text_counts():
    assert found("Xi", exact=True) == ["Xi"]
    assert found("Str*n", exact=True) == ["Strongman"]
    assert found("strongman", zones=(Zone(0, 28, "promo"),)) == ["strongman"]
    assert found("strongman", zones=(Zone(0, 28, "headline"),)) == ["Strongman", "strongman"]


def test_of_overlapping_places_of_one_label_the_longest_is_suggested():
    terms = [
        Term(("strong",), "framing", "HARSH"),
        Term(("strong man",), "framing", "HARSH"),
        Term(("man",), "framing", "MILD"),
    ]
    places = without_overlaps(Search(terms).places("a strong man"), terms)
    assert [(one.start, one.end, one.term) for one in places] == [(2, 12, 1), (9, 12, 2)]


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(alphabet="abĆ* -国’😀", min_size=1, max_size=8), max_size=4))
def test_places_are_in_order_inside_of_the_text_and_apart(text, written):
    terms = []
    for words in written:
        try:
            terms.append(Term((words,), "framing", "HARSH"))
        except InvalidTerm:
            continue
    for number, _ in enumerate(terms):
        places = [one for one in Search(terms).places(text + " ".join(written)) if one.term == number]
        assert all(one.end <= other.start for one, other in pairwise(places))
        assert all(one.start < one.end for one in places)


@pytest.mark.parametrize(
    "form", ["", "*", "a*", "?!", "a" * 101, "one two three four five six seven eight nine", "ab*c*d*", "x\0"]
)
def test_forms_that_cannot_be_looked_for_are_refused(form):
    with pytest.raises(InvalidTerm):
        Term((form,), "framing", "HARSH")


def test_a_table_of_terms_is_read_and_written():
    text = "term;forms;label;note\nstrongman;strongmen | strong man;HARSH;=1+1\n=autocrat*;;HARSH;\n"
    terms = read_terms(text, CODEBOOK)
    assert terms[0].words == ("strongman", "strongmen", "strong man")
    assert (terms[0].layer, terms[0].label) == ("framing", "HARSH")
    written = write_terms((one, {"places": 3}) for one in terms)
    assert "'=1+1" in written
    assert read_terms(written, CODEBOOK) == terms
    assert terms[0].key != terms[1].key
    assert split_forms(" a  b |c\n\nc") == ("a b", "c")


def test_a_table_with_something_wrong_names_every_line():
    text = "term,label,exact\nbad,NOPE,\na*,HARSH,\nfine,HARSH,perhaps\ntoo,few\n"
    with pytest.raises(BadTable) as error:
        read_terms(text, CODEBOOK)
    assert [one.partition(":")[0] for one in error.value.problems] == ["line 2", "line 3", "line 4", "line 5"]
    for wrong in ("", "word,label\na,b\n", "term,label,term\n", 'term,label\n"a\n'):
        with pytest.raises(BadTable):
            read_terms(wrong, CODEBOOK)
    twice = [Term(("ab",), "framing", "HARSH"), Term(("cd", "AB"), "framing", "HARSH")]
    with pytest.raises(InvalidTerm, match="twice"):
        check_terms(twice)


def test_shares_have_the_interval_of_wilson():
    # R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
    for hits, of, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(hits, of) == pytest.approx((low, high), abs=5e-5)
    assert wilson(29, 29)[1] == 1
    with pytest.raises(ValueError, match="sample"):
        wilson(0, 0)
