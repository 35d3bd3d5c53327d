"""How far the annotators of a round agree."""

from importlib.metadata import version

from sqlalchemy.orm import Session

from annotations.agreement import Report, agreement_report
from app.models import Round
from app.services import frozen
from app.services.codings import Standing, codings, standing
from app.services.frozen import Kept

REPLICATES = 1_000
MAX_ROWS = 50_000


# By everything that a report depends on, so that no change of the data can make one wrong.
_recent: Kept[Report] = Kept(MAX_ROWS)


def round_report(
    session: Session, round_: Round, *, seed: int | None = None, replicates: int = REPLICATES
) -> Report:
    """Return the agreement report of a round, drawn from its submitted annotations.

    The seed of the round makes the intervals come out the same each time. Computing takes from
    parts of a second to many; a report is remembered until something it depends on changes.
    """
    stands = standing(session, round_)
    chosen = round_.seed if seed is None else seed
    key = (stands.fingerprint, round_.codebook.sha256, chosen, replicates)
    report = _recent.get(key)
    if report is None:
        report = _computed(session, round_, stands, chosen, replicates)
        _recent.put(key, report, len(report.rows) + 1)
    return report


def _computed(session: Session, round_: Round, stands: Standing, seed: int, replicates: int) -> Report:
    return agreement_report(
        codings(session, round_, stands),
        frozen.codebook(session.connection(), round_.codebook_id, round_.codebook.sha256),
        seed=seed,
        replicates=replicates,
        software_version=version("parallax"),
    )
