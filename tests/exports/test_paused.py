import gc

import pytest

from exports.paused import made_at_once


def seen(at_work):
    for thing in "ab":
        at_work.append(gc.isenabled())
        yield thing


def test_things_are_made_without_the_collector_and_handed_over_with_it():
    at_work = []
    assert [(thing, gc.isenabled()) for thing in made_at_once(seen(at_work))] == [("a", True), ("b", True)]
    assert at_work == [False, False]


def test_the_collector_works_again_after_an_error():
    with pytest.raises(ZeroDivisionError):
        list(made_at_once(1 // number for number in (1, 0)))
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off():
    gc.disable()
    try:
        assert list(made_at_once("ab")) == ["a", "b"]
        assert not gc.isenabled()
    finally:
        gc.enable()
