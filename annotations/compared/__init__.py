"""How outlets word the same thing: findings of many annotators made one, targets side by side, who speaks."""

from annotations.compared.findings import Finding, findings
from annotations.compared.referents import Located, Referent, Wording, referents
from annotations.compared.speakers import Speakers, speakers

__all__ = [
    "Finding",
    "Located",
    "Referent",
    "Speakers",
    "Wording",
    "findings",
    "referents",
    "speakers",
]
