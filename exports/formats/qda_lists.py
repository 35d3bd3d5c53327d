"""What a REFI-QDA project lists outside its sources: people, variables, cases of outlets, sets of events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal

from annotations.codebook import Variable
from exports.formats.marked import Value
from exports.formats.qda_codes import guid
from exports.formats.qda_words import ROLE
from exports.formats.xml_words import in_attribute, in_text

FACT_ROLE, ANSWER_ROLE = "fact about the article", "answer of "
SCORE_ROLE = "score of the outlet, from 0 to 100"
OUTLET, EVENTS = "outlet", "events"
CREDIBILITY = "credibility"  # of the outlet: a fact of its case, not of the article


class Lists:
    """Grows while the sources are written; each thing is there once."""

    def __init__(self, project: str) -> None:
        self._project = project
        self._users: dict[str, str] = {}
        self._variables: dict[str, str] = {}
        self._outlets: dict[str, list[str]] = {}
        self._events: dict[str, list[str]] = {}
        self._scores: dict[str, str] = {}

    def user(self, annotator: str) -> str:
        """Return the identifier of an annotator."""
        if annotator not in self._users:
            self._users[annotator] = guid(self._project, "annotator", annotator)
        return self._users[annotator]

    def place(self, source: str, facts: Mapping[str, str]) -> None:
        """Note to which outlet and events a source belongs."""
        if outlet := facts.get(OUTLET):
            self._outlets.setdefault(outlet, []).append(source)
            if score := facts.get(CREDIBILITY):
                own = self._variable("outlet", CREDIBILITY, "Float", SCORE_ROLE)
                self._scores[outlet] = _value(own, "Float", score)
        for event in filter(None, (one.strip() for one in facts.get(EVENTS, "").split(";"))):
            self._events.setdefault(event, []).append(source)

    def facts(self, facts: Mapping[str, str]) -> Iterator[str]:
        """Yield what is known of an article."""
        for name, value in facts.items():
            if value and name != CREDIBILITY:
                own = self._variable("fact", name, "Text", FACT_ROLE)
                yield _value(own, "Text", value)

    def answer(self, variable: Variable, annotator: str, value: Value) -> str:
        """Return an answer that is no code: a number, words, or a list of nothing."""
        kind = {"number": "Float", "scale": "Integer"}.get(variable.kind, "Text")
        name = f"{variable.code}@{annotator}"
        role = f"{ANSWER_ROLE}{annotator}\nKind: {variable.kind}"
        own = self._variable("answer", name, kind, role)
        if isinstance(value, (int, float)):
            return _value(own, kind, format(Decimal(repr(value)), "f"))
        return _value(own, kind, value if isinstance(value, str) else json.dumps(list(value)))

    def _variable(self, place: str, name: str, kind: str, role: str) -> str:
        own = guid(self._project, place, name)
        if own not in self._variables:
            words = f"{ROLE}: {role}"
            self._variables[own] = (
                f'<Variable guid="{own}" name="{in_attribute(name)}" typeOfVariable="{kind}">\n'
                f"<Description>{in_text(words)}</Description>\n</Variable>\n"
            )
        return own

    def users_xml(self) -> Iterator[str]:
        """Yield the people."""
        users = (
            f'<User guid="{own}" name="{in_attribute(name)}" id="{in_attribute(name)}"/>\n'
            for name, own in self._users.items()
        )
        return _listed("Users", users)

    def variables_xml(self) -> Iterator[str]:
        """Yield the variables."""
        return _listed("Variables", iter(self._variables.values()))

    def cases_xml(self) -> Iterator[str]:
        """Yield a case for each outlet."""
        return _listed("Cases", self._groups("Case", "SourceRef", "Outlet", self._outlets))

    def sets_xml(self) -> Iterator[str]:
        """Yield a set for each event."""
        return _listed("Sets", self._groups("Set", "MemberSource", "Event", self._events))

    def _groups(self, tag: str, member: str, what: str, groups: Mapping[str, list[str]]) -> Iterator[str]:
        for name, sources in groups.items():
            own = guid(self._project, tag, name)
            yield f'<{tag} guid="{own}" name="{in_attribute(f"{what}: {name}")}">\n'
            if groups is self._outlets:
                yield self._scores.get(name, "")
            for source in sources:
                yield f'<{member} targetGUID="{source}"/>\n'
            yield f"</{tag}>\n"


def _value(variable: str, kind: str, value: str) -> str:
    reference = f'<VariableRef targetGUID="{variable}"/>'
    return f"<VariableValue>{reference}<{kind}Value>{in_text(value)}</{kind}Value></VariableValue>\n"


def _listed(tag: str, parts: Iterator[str]) -> Iterator[str]:
    first = next(parts, None)
    if first is not None:
        yield from (f"<{tag}>\n", first, *parts, f"</{tag}>\n")
