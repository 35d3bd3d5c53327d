"""Slowing down whoever guesses passwords, without ever locking out whoever knows theirs.

Failed attempts of the last hour are counted three ways. Too many from one address for one account,
or from one address for any account, make that address wait, longer each time. Many for one account
from everywhere make each address that already failed wait sooner. An address that has not failed
for the account is never made to wait for what others did, so a colleague elsewhere always gets in.
"""

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import SignInAttempt
from app.services import locks

REMEMBERED = timedelta(hours=1)


@dataclass(frozen=True)
class Patience:
    """How many failures cost nothing, and the seconds after those: doubled each time, up to the longest."""

    free: int
    first: float
    longest: float

    def wait_after(self, failures: int) -> float:
        """Return the seconds to wait after so many failures."""
        if failures < self.free:
            return 0.0
        return min(self.longest, self.first * 2.0 ** min(failures - self.free, 30))


FOR_ACCOUNT_HERE = Patience(free=5, first=2, longest=300)
FOR_ADDRESS = Patience(free=30, first=1, longest=60)
WHEN_BESIEGED = Patience(free=1, first=30, longest=600)
BESIEGED = 50  # failures for one account from everywhere


def admit(session: Session, email: str, address: str) -> int:
    """Return 0 and count an attempt, or return the seconds to wait and count nothing.

    The attempt counts as failed until `forgive` takes it back: parallel attempts are counted
    before any of them is answered.
    """
    locks.hold(session, "sign-in attempts")
    at = now()
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < at - REMEMBERED))
    account, origin = _digest(email), _origin(address)
    wait = _wait(session, account, origin, at)
    if wait <= 0:
        session.add(SignInAttempt(email_hash=account, address=origin, at=at))
        session.flush()
        return 0
    return math.ceil(wait)


def forgive(session: Session, email: str, address: str) -> None:
    """Forget the failures of this address for this account: its owner just proved to be there."""
    session.execute(
        delete(SignInAttempt).where(
            SignInAttempt.email_hash == _digest(email), SignInAttempt.address == _origin(address)
        )
    )


def _wait(session: Session, account: str, origin: str, at: datetime) -> float:
    for_account = SignInAttempt.email_hash == account
    from_here = SignInAttempt.address == origin
    everywhere, _ = _failures(session, for_account)
    patience = WHEN_BESIEGED if everywhere >= BESIEGED else FOR_ACCOUNT_HERE
    waits = []
    for rule, conditions in ((patience, (for_account, from_here)), (FOR_ADDRESS, (from_here,))):
        failures, newest = _failures(session, *conditions)
        passed = (at - newest).total_seconds() if newest else math.inf
        waits.append(rule.wait_after(failures) - passed)
    return max(waits)


def _failures(session: Session, *conditions: ColumnElement[bool]) -> tuple[int, datetime | None]:
    newest: Any = func.max(SignInAttempt.at, type_=SignInAttempt.at.type)
    count, at = session.execute(select(func.count(), newest).where(*conditions)).one()
    return count, at


def _digest(email: str) -> str:
    return hashlib.sha256(email.encode("utf-8", "surrogatepass")).hexdigest()


def _origin(address: str) -> str:
    """Return the address; for IPv6 the network of one household, which has addresses without number."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
