import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.voices import Chain, parse_chain

NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8).map(lambda word: f"x{word}")


@pytest.mark.parametrize(
    ("text", "speaker", "carriers"),
    [
        ("Xi via Kremlin readout via Xinhua", "Xi", ("Kremlin readout", "Xinhua")),
        ("Xinhua reporting Xi", "Xi", ("Xinhua",)),
        ("China hawks (unnamed)", "China hawks (unnamed)", ()),
        ("  the  Kremlin\npress service ", "the Kremlin press service", ()),
        ("via Xinhua", "via Xinhua", ()),
        ("Xi via ", "Xi via", ()),
        ("A reporting B via C", "A reporting B via C", ()),
        ("Olivia Viaduct", "Olivia Viaduct", ()),
        ("", "", ()),
    ],
)
def test_a_chain_is_taken_apart_or_stays_whole(text, speaker, carriers):
    assert parse_chain(text) == Chain(speaker, carriers)


@given(NAMES, st.lists(NAMES, max_size=4))
def test_what_is_written_is_read(speaker, carriers):
    chain = Chain(speaker, tuple(carriers))
    assert parse_chain(str(chain)) == chain


@given(st.text() | st.lists(st.sampled_from(["Xi", "via", "reporting", "quoting", " "])).map(" ".join))
def test_no_name_is_lost_and_nothing_is_added(text):
    chain = parse_chain(text)
    said = " ".join(text.split())
    assert all(part in said for part in (chain.speaker, *chain.carriers))
    assert str(chain) == said or chain.carriers
    again = parse_chain(str(chain))
    assert parse_chain(str(again)) == again
