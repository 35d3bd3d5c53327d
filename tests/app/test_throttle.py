"""Guessing gets slow; whoever knows the password always gets in from elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.models import SignInAttempt
from app.services import throttle

ADA, BEA = "ada@example.org", "bea@example.org"
HERE, THERE = "192.0.2.1", "198.51.100.7"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 5, 4, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(throttle, "now", clock)
    return clock


def attempt(database, email=ADA, address=HERE) -> int:
    with database.writing() as session:
        return throttle.admit(session, email, address)


def test_the_first_mistakes_cost_nothing(database, clock):
    assert [attempt(database) for _ in range(5)] == [0] * 5
    assert attempt(database) > 0


def test_each_further_mistake_doubles_the_wait_up_to_five_minutes(database, clock):
    waits = []
    while len(waits) < 9:
        if wait := attempt(database):
            waits.append(wait)
            clock.pass_by(wait)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300]


def test_asking_again_too_early_does_not_make_it_longer(database, clock):
    for _ in range(5):
        attempt(database)
    assert [attempt(database) for _ in range(10)] == [2] * 10


@pytest.mark.slow
def test_a_thousand_guesses_take_days(database, clock):
    begun, guesses = clock.at, 0
    while clock.at - begun < timedelta(hours=6):
        wait = attempt(database)
        guesses += not wait
        clock.pass_by(wait)
    assert guesses < 150


def test_one_guess_at_each_of_many_accounts_is_slowed_too(database, clock):
    answers = [attempt(database, f"user{n}@example.org") for n in range(60)]
    assert answers[:30] == [0] * 30
    assert all(answers[30:])


def test_an_attacker_cannot_lock_a_colleague_out(database, clock):
    for n in range(100):
        attempt(database, ADA, f"203.0.113.{n}")
    for _ in range(20):
        attempt(database, ADA, HERE)
    assert attempt(database, ADA, THERE) == 0


def test_many_attackers_at_once_are_slowed_from_their_second_guess(database, clock):
    for n in range(throttle.BESIEGED):
        assert attempt(database, ADA, f"203.0.113.{n}") == 0
    assert attempt(database, ADA, "203.0.113.1") == 30
    assert attempt(database, BEA, "203.0.113.1") == 0


def test_a_success_forgives_this_account_from_here_and_nothing_else(database, clock):
    for _ in range(5):
        attempt(database, ADA)
        attempt(database, BEA)
    with database.writing() as session:
        throttle.forgive(session, ADA, HERE)
    assert attempt(database, ADA) == 0
    assert attempt(database, BEA) > 0


def test_failures_are_forgotten_after_an_hour(database, clock):
    for _ in range(5):
        attempt(database)
    clock.pass_by(3_601)
    assert attempt(database) == 0
    with database.reading() as session:
        assert session.query(SignInAttempt).count() == 1


def test_one_household_is_one_address(database, clock):
    for n in range(5):
        attempt(database, ADA, f"2001:db8:1:2::{n}")
    assert attempt(database, ADA, "2001:db8:1:2:ffff::1") > 0
    assert attempt(database, ADA, "2001:db8:1:3::1") == 0


def test_of_many_attempts_at_once_no_more_than_the_limit_are_looked_at(database, clock):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: attempt(database), range(32)))
    assert answers.count(0) == 5


def test_the_table_does_not_list_who_was_asked_for(database, clock):
    attempt(database)
    with database.reading() as session:
        assert ADA not in session.query(SignInAttempt).one().email_hash
