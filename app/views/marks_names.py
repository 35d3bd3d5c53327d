"""What the page of an import of spans asks about the names in the files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from wtforms import Form

from app.forms.marks import Choices, names_form, said
from app.permissions import Scene
from app.services import marks_staged
from app.services.marks_in import Plan, Said
from app.services.marks_matching import Name, targets
from app.services.marks_words import NOTED, offered_values, offered_variables
from exports.formats.marked import Found

PREFIXES = {"annotators": "a", "labels": "l", "variables": "v", "values": "w"}


@dataclass(frozen=True)
class Names:
    """The plan of an import, and a form for each kind of name."""

    found: Found
    plan: Plan
    forms: Mapping[str, Form]

    def rows(self, kind: str) -> Sequence[Name]:
        """Return the names of a kind."""
        return {
            "annotators": self.plan.annotators,
            "labels": self.plan.labels,
            "variables": self.plan.variables,
            "values": self.plan.values,
        }[kind]

    def validate(self) -> bool:
        """Say whether every name stands for something that is there; the forms tell which does not."""
        return all([form.validate() for form in self.forms.values()])

    def said(self) -> Said:
        """Return what was chosen."""
        return Said(
            **{kind: said(form, [one.theirs for one in self.rows(kind)]) for kind, form in self.forms.items()}
        )


def names(here: Scene, *, sent: bool = False) -> Names:
    """Return the plan of the import with its forms, filled as it stands or as they were sent."""
    found = marks_staged.found_in(here.staged_marks)
    plan = marks_staged.preview(here.session, here.staged_marks, found)
    asked = Names(found, plan, {})
    forms = {}
    for kind, prefix in PREFIXES.items():
        rows = asked.rows(kind)
        made = names_form({one.theirs: _choices(kind, one.theirs, plan) for one in rows})
        stands = {f"name{number}": one.ours for number, one in enumerate(rows)}
        forms[kind] = made(request.form if sent else None, prefix=prefix, data=stands)
    return Names(found, plan, forms)


def _choices(kind: str, theirs: str, plan: Plan) -> Choices:
    if kind == "annotators":
        people = {key: f"{user.name} ({pseudonym})" for key, (user, pseudonym) in plan.people.items()}
        return [("", "leave out"), *people.items()]
    if kind == "labels":
        return [("", "leave out"), *targets(plan.book).items()]
    if kind == "variables":
        return [("", "keep in the note"), *offered_variables(plan.book).items()]
    return [("", "refuse"), (NOTED, "keep in the note"), *offered_values(plan.book, theirs).items()]
