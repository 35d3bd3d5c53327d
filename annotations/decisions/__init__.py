"""Adjudication: where annotators disagree, what may be proposed, what was decided, and what follows.

Annotations stay as they were. Decisions are a log that is only ever added to; the adjudicated annotation of
an article is what all agree on together with what the replay of that log says about the rest.
"""

from annotations.decisions.adjudicated import Adjudicated, DecidedAnswer, DecidedSpan, adjudicate
from annotations.decisions.decision import Decision, Dissent, InvalidDecision, Settled, settle
from annotations.decisions.disagreements import Disagreement, Option, disagreements, weighed
from annotations.decisions.groups import Coder, Group, Marking, Submitted, groups_of
from annotations.decisions.proposals import Proposal, proposals
from annotations.decisions.subject import (
    ANSWER,
    ATTRIBUTE,
    BORDERS,
    FOUND,
    KINDS,
    LABEL,
    Subject,
)

__all__ = [
    "ANSWER",
    "ATTRIBUTE",
    "BORDERS",
    "FOUND",
    "KINDS",
    "LABEL",
    "Adjudicated",
    "Coder",
    "DecidedAnswer",
    "DecidedSpan",
    "Decision",
    "Disagreement",
    "Dissent",
    "Group",
    "InvalidDecision",
    "Marking",
    "Option",
    "Proposal",
    "Settled",
    "Subject",
    "Submitted",
    "adjudicate",
    "disagreements",
    "groups_of",
    "proposals",
    "settle",
    "weighed",
]
