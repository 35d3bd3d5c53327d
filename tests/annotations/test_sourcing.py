"""Chains of statements: their origin, how many there are, and where words stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sourcing import Carrier, InvalidSourcing, Statement, audit, carriers_of, places_of, same_name


def statement(speaker: str, *carriers: str) -> Statement:
    return Statement(0, 1, "x", speaker, tuple(Carrier(name, "readout") for name in carriers))


def test_outlets_that_rest_on_one_press_service_have_one_origin():
    """The sourcing chain of two articles that both end at the press service of one of the two who talked."""
    found = audit(
        [
            ("Lamp", statement("The President", "Press service", "Wire")),
            ("Lamp", statement("His guest", "the press  service")),
            ("Bell", statement("His guest", "PRESS SERVICE", "Agency")),
            ("Bell", statement("A villager")),
            ("Bell", statement("", "Agency")),
            ("Bell", statement("")),
        ]
    )
    assert (found.statements, found.traced) == (6, 4)
    assert [(one.name, one.statements, one.outlets) for one in found.origins] == [
        ("Press service", 3, ("Bell", "Lamp")),
        ("A villager", 1, ("Bell",)),
        ("Agency", 1, ("Bell",)),
    ]
    assert [one.name for one in found.shared] == ["Press service"]
    assert audit([]).origins == ()


def test_a_chain_is_written_from_the_speaker_outwards():
    assert statement("Xi", "Readout", "Xinhua").chain == "Xi via Readout via Xinhua"
    assert statement("", "Xinhua").chain == "somebody via Xinhua"
    assert statement("").chain == ""
    assert statement("Xi").origin == "Xi"


def test_a_carrier_has_a_name_and_a_known_kind():
    for name, kind in ((" ", "readout"), ("Wire", "rumour")):
        with pytest.raises(InvalidSourcing):
            Carrier(name, kind)
    wire = Carrier("Wire", "state_agency")
    assert carriers_of([wire.to_dict()]) == (wire,)


def test_words_are_found_across_line_ends():
    text = "He said.\nThe old  dam\nholds. The old dam holds."
    assert places_of(text, "The old dam holds.") == [(9, 28), (29, 47)]
    assert places_of(text, "  ") == []
    assert places_of(text, "the old") == []


@given(st.lists(st.sampled_from(["A", "a", "the A", "B", ""]), max_size=8))
def test_origins_never_outnumber_statements_and_order_does_not_matter(names: list[str]):
    told = [("Lamp", statement(name)) for name in names]
    one, other = audit(told), audit(told[::-1])
    assert len(one.origins) == len({same_name(name) for name in names if name}) <= one.statements
    assert sum(origin.statements for origin in one.origins) == one.traced
    assert len(one.origins) == len(other.origins)
