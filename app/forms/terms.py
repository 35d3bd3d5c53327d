"""Forms of the term list."""

from collections.abc import Iterable
from typing import Self

from wtforms import BooleanField, FileField, Form, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from annotations.codebook import Codebook
from annotations.terms import Term, split_forms
from app.forms.choices import choice
from app.forms.facts import on_one_line, storable, stripped


class TermForm(Form):
    """A term: its forms, the label that it suggests, a note."""

    term = StringField("Term", [DataRequired("Enter a term."), storable(100)], filters=[on_one_line])
    forms = TextAreaField("Other forms", [storable(4_000)], filters=[stripped], render_kw={"rows": 3})
    label = SelectField("Suggests", [InputRequired("Choose a label.")])
    exact = BooleanField("Capitals matter")
    note = TextAreaField("Note", [storable(1_000)], filters=[stripped], render_kw={"rows": 2})

    def offer(self, book: Codebook | None, kept: Term | None = None) -> Self:
        """Offer the labels of a codebook, and the one that a stored term has."""
        labels = [
            (layer, one) for layer in (book.layers if book else ()) for one in layer.labels if one.offered
        ]
        offered = {f"{layer.code}/{one.code}": f"{layer.name}: {one.name}" for layer, one in labels}
        if kept is not None:
            offered.setdefault(_path(kept), f"{_path(kept)} (not given any more)")
        self.label.choices = [choice(*one) for one in offered.items()]
        return self

    @property
    def said(self) -> Term:
        """The term that was entered."""
        layer, _, label = (self.label.data or "").partition("/")
        words = split_forms(f"{self.term.data or ''}\n{self.forms.data or ''}")
        return Term(words, layer, label, self.note.data or "", bool(self.exact.data))


def filled(term: Term, book: Codebook) -> TermForm:
    """Return the form of a stored term."""
    said = {"term": term.name, "forms": "\n".join(term.words[1:]), "label": _path(term)}
    return TermForm(data={**said, "exact": term.exact, "note": term.note}).offer(book, term)


def _path(term: Term) -> str:
    return f"{term.layer}/{term.label}"


class RuleForm(Form):
    """Which share of a term's places shall mean it, and how many are judged."""

    least_share = IntegerField(
        "Least share, in percent", [InputRequired("Enter a share."), NumberRange(0, 100)]
    )
    sample = IntegerField("Places to judge", [InputRequired("Enter a number."), NumberRange(5, 200)])


class TermFileForm(Form):
    """A term list as a file."""

    file = FileField("CSV file", [InputRequired("Choose a file.")], render_kw={"accept": ".csv,.tsv,.txt"})


class SuggestForm(Form):
    """Suggesting, also by terms that were not found good enough."""

    every = BooleanField("Suggest by these terms as well")


def verdict_name(where: Iterable[int]) -> str:
    """Return the name of the field for the verdict on a place."""
    return "place-" + "-".join(map(str, where))
