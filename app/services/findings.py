"""What the doctor says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: the check that noticed it, and a sentence."""

    check: str
    message: str
