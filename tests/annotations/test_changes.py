import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.changes import canonical, change_hash, verify_chain
from annotations.errors import NotCanonical


def chain(length):
    rows, previous = [], ""
    for version in range(1, length + 1):
        row = {"version": version, "actor": "A", "operation": {"op": "note", "note": f"n{version}"}}
        previous = change_hash(previous, row)
        rows.append(row | {"hash": previous})
    return rows


def test_the_canonical_form_sorts_keys_and_keeps_characters():
    assert canonical({"b": [1, 2.5, None, True], "a": "é😀"}) == '{"a":"é😀","b":[1,2.5,null,true]}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1: "x"}, {"x": {1, 2}}, b"x", object()])
def test_what_json_cannot_say_has_no_canonical_form(value):
    with pytest.raises(NotCanonical):
        canonical(value)


def test_a_value_nested_beyond_reason_is_refused():
    value = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(NotCanonical, match="nested"):
        canonical(value)
    while value:  # taken apart by hand, since freeing it in one go would recurse too
        value = value[0]


def test_the_hash_is_the_published_one():
    expected = hashlib.sha256(b'\n{"version":1}').hexdigest()
    assert change_hash("", {"version": 1}) == expected
    assert change_hash("", {"version": 1, "hash": "x", "previous_hash": ""}) == expected


def test_half_a_character_has_no_hash():
    with pytest.raises(NotCanonical, match="surrogate"):
        change_hash("", {"note": "\ud800"})


@given(st.dictionaries(st.text(max_size=3), st.integers() | st.text(max_size=3), max_size=4))
def test_the_order_in_which_keys_were_written_does_not_matter(row):
    assert canonical(row) == canonical(dict(reversed(row.items())))


def test_a_sound_chain_has_no_broken_version():
    assert verify_chain([]) is None
    assert verify_chain(chain(5)) is None


def test_an_altered_change_is_named():
    rows = chain(5)
    rows[2]["operation"] = {"op": "note", "note": "forged"}
    assert verify_chain(rows) == 3


def test_an_altered_change_with_a_fresh_hash_breaks_the_next_one():
    rows = chain(5)
    rows[2]["operation"] = {"op": "note", "note": "forged"}
    rows[2]["hash"] = change_hash(rows[1]["hash"], rows[2])
    assert verify_chain(rows) == 4


@pytest.mark.parametrize(
    ("damage", "broken"),
    [
        (lambda rows: rows[1:], 1),
        (lambda rows: rows[:2] + rows[3:], 3),
        (lambda rows: [rows[1], rows[0], *rows[2:]], 1),
        (lambda rows: [*rows, rows[-1]], 6),
        (lambda rows: [rows[0] | {"previous_hash": "x"}, *rows[1:]], 1),
        (lambda rows: [rows[0] | {"actor": object()}, *rows[1:]], 1),
        (lambda rows: [{}], 1),
    ],
)
def test_a_missing_moved_or_doubled_change_is_found(damage, broken):
    assert verify_chain(damage(chain(5))) == broken
