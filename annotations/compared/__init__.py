"""How outlets word the same thing: findings of many annotators made one, targets side by side, who speaks."""

from annotations.compared.findings import Finding, findings
from annotations.compared.referents import Referent, Wording, Wordings, referents
from annotations.compared.speakers import Speakers, speakers
from annotations.compared.tallies import Cell, Kind, Located, Tally, Tallying, tally

__all__ = [
    "Cell",
    "Finding",
    "Kind",
    "Located",
    "Referent",
    "Speakers",
    "Tally",
    "Tallying",
    "Wording",
    "Wordings",
    "findings",
    "referents",
    "speakers",
    "tally",
]
