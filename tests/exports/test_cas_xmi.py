"""UIMA CAS XMI: loads with the library of others, back without loss, and what INCEpTION exports."""

import io

from cassis import load_cas_from_xmi, load_typesystem
from hypothesis import given, settings

from exports.formats.cas_reader import read
from exports.formats.cas_xmi import write
from tests.exports.marked_cases import articles, files_of, heard, said


@settings(max_examples=25, deadline=None)
@given(made=articles())
def test_everything_comes_back(made):
    files = files_of(write, made)
    assert heard(read, files, made) == said(made)


@settings(max_examples=5, deadline=None)
@given(made=articles())
def test_the_library_of_others_finds_the_words(made):
    system, *files = files_of(write, made)
    types = load_typesystem(io.BytesIO(system.data))
    found = []
    for _, data in files:
        cas = load_cas_from_xmi(io.BytesIO(data), typesystem=types)
        found.extend(one.get_covered_text() for one in cas.select("parallax.framing"))
    assert sorted(found) == sorted(
        span.quote
        for article in made
        for one in article.readings
        for span in one.spans
        if span.layer == "framing"
    )
