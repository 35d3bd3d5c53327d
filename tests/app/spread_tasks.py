"""Tasks for workers, which import them by name."""

import os
import signal
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def process_of(number: int) -> int:
    return os.getpid()


def refuse(number: int) -> int:
    raise ValueError(f"{number} is refused")


def be_killed(number: int) -> None:
    """End as if memory had run out, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def touch_and_wait(path: str, seconds: float = 30.0) -> None:
    """Say that it began, by a file with the number of the process, and take long."""
    import time

    Path(path).write_text(str(os.getpid()), encoding="ascii")
    time.sleep(seconds)
