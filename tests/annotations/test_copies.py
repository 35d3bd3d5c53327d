"""Near copies by shared runs of three words, repeated sentences, what was changed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.copies import THRESHOLD, changes, groups, repeated_sentences, runs, similarity
from annotations.zones import Zone

WORDS = [f"{a}{b}" for a in "bcdfgklmnprst" for b in ("ar", "en", "il", "os", "up", "amo", "iru")]


def story(seed: int, length: int = 300) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)  # noqa: S311


def edited(words: list[str], share: float) -> list[str]:
    chance = random.Random(7)  # noqa: S311
    return [chance.choice(WORDS) if chance.random() < share else word for word in words]


def alike(one: list[str], other: list[str]) -> float:
    return similarity(runs(" ".join(one)), runs(" ".join(other)))


@pytest.mark.parametrize(("share", "is_near"), [(0.0, True), (0.02, True), (0.08, True), (0.3, False)])
def test_edited_copies_are_near_until_much_is_changed(share, is_near):
    assert (alike(story(1), edited(story(1), share)) >= THRESHOLD) is is_near


def test_cut_copies_are_near_while_most_is_left_and_others_never():
    words = story(1)
    assert alike(words, words[:200]) >= THRESHOLD > alike(words, words[:120])
    assert alike(words, story(2)) < 0.05
    assert similarity(runs("too short to tell"), runs("too short to tell")) == 0


def test_what_is_not_counted_does_not_make_texts_alike():
    one, other, menu = (" ".join(story(seed, 60)) for seed in (1, 2, 3))
    zones = (Zone(0, len(menu), "boilerplate"),)
    assert similarity(runs(menu + "\n" + one, zones), runs(menu + "\n" + other, zones)) < 0.1
    assert similarity(runs(menu + "\n" + one), runs(menu + "\n" + other)) > 0.2


def test_a_copy_of_a_copy_is_in_the_group():
    assert groups([(3, 4), (1, 2), (2, 5)]) == [[1, 2, 5], [3, 4]]
    assert groups([]) == []


def test_a_sentence_printed_again_is_found_with_its_places():
    lead = "The councils of the two river towns went home on Monday"
    text = f"{lead}\n\nEASTPORT - Something else is said here.\n\n{lead}.\nShort. Short."
    [found] = repeated_sentences(text)
    assert found.words == lead
    assert [text[start:end].rstrip(".") for start, end in found.places] == [lead, lead]


def test_changes_name_the_words_that_differ():
    told = list(changes("The leader met the\nchairman.", "The autocrat met the chairman today."))
    assert [(one.before, one.after) for one in told if not one.same] == [
        ("leader", "autocrat"),
        ("", " today"),
    ]


@given(st.text(alphabet="ab .\n’é", max_size=60), st.text(alphabet="ab .\n’é", max_size=60))
def test_changes_hold_both_texts_whole(one, other):
    told = list(changes(one, other))
    assert "".join(change.before for change in told) == one
    assert "".join(change.after for change in told) == other
