"""What was said about a disagreement, in the words of people."""

from annotations.codebook import Codebook
from annotations.decisions import Subject
from annotations.decisions.disagreements import Said, variable_of
from annotations.decisions.subject import BORDERS, FOUND, LABEL
from app.services.naming import category_named, words

KIND_NAMES = {
    "found": "Found or not",
    "borders": "Borders",
    "label": "Label",
    "attribute": "Attribute",
    "answer": "Answer",
}
BASIS_NAMES = {
    "person": "a person",
    "majority": "majority",
    "overlap": "characters that most marked",
    "dawid-skene": "most reliable annotator by Dawid-Skene",
    "mace": "most reliable annotator by MACE",
}
NO_ANSWER = "no answer"
GAP = "…"


def title(codebook: Codebook, subject: Subject) -> str:
    """Return what a disagreement is about, such as "Label" or "Voice"."""
    variable = variable_of(subject, codebook)
    return variable.name if variable else KIND_NAMES[subject.kind]


def said(codebook: Codebook, subject: Subject, value: Said) -> str:
    """Return a value as people read it."""
    if subject.kind == FOUND:
        return "There is something to mark" if value else "Nothing to mark here"
    if subject.kind == BORDERS and isinstance(value, tuple):
        return quoted(subject, *value)
    if subject.kind == LABEL:
        return category_named(codebook.layer(subject.layer).label_variable, str(value))
    variable = variable_of(subject, codebook)
    if value is None or variable is None or isinstance(value, (bool, tuple)):
        return NO_ANSWER
    return words(variable, value)


def quoted(subject: Subject, start: int, end: int) -> str:
    """Return the words of a range as far as the spans of the subject hold them."""
    known: dict[int, str] = {}
    for mark in subject.marks:
        known |= dict(enumerate(mark.span.quote, mark.span.start))
    letters = [known.get(place, GAP) for place in range(start, end)]
    kept = [one for place, one in enumerate(letters) if one != GAP or letters[place - 1 : place] != [GAP]]
    return "".join(kept)


def whole(codebook: Codebook, subject: Subject) -> list[tuple[int, str, str]]:
    """Return for each span of the subject its annotation, its annotator and all that it says."""
    found = []
    for mark in subject.marks:
        layer = codebook.layer(subject.layer)
        told = [f"“{mark.span.quote}”", category_named(layer.label_variable, mark.span.label)]
        for variable in layer.attributes:
            if variable.code in mark.span.attributes:
                told.append(f"{variable.name}: {words(variable, mark.span.attributes[variable.code])}")
        found.append((mark.coder.annotation_id, mark.coder.annotator, " · ".join(told)))
    return found
