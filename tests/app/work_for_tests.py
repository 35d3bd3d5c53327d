"""Kinds of jobs that exist for the tests alone."""

import time

from annotations.errors import AnnotationError
from app.db import Database
from app.jobs import Run
from app.services.jobs import Order, Step

HERE = "tests.app.work_for_tests"


def count(database: Database, order: Order, step: Step, run: Run) -> str:
    """Count to what the options say, a step at a time."""
    total = order.options.get("steps", 3)
    for done in range(total):
        step(done, total, f"Counting {done}")
        time.sleep(order.options.get("pause", 0))
    return f"counted to {total}"


def refuse(database: Database, order: Order, step: Step, run: Run) -> str:
    raise AnnotationError("There is nothing to count.")


def break_down(database: Database, order: Order, step: Step, run: Run) -> str:
    raise ZeroDivisionError("a secret label")
