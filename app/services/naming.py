"""What people call what was compared: variables, labels, values."""

from annotations.agreement.result import category_name
from annotations.categories import NOT_APPLICABLE
from annotations.codebook import Codebook, Value
from annotations.reliability import ANY_LABEL
from annotations.variables import Variable
from app.services.study import Subject

ANY = "Any label"
STEPS = {"found": "Found by both", "borders": "Same borders", "label": "Same label"}


def subject_name(codebook: Codebook, subject: Subject) -> str:
    """Return what people call a variable or label."""
    layers = {layer.code: layer for layer in codebook.layers}
    first, _, attribute = subject.variable.partition(".")
    if first in layers:
        layer = layers[first]
        if attribute in layer.by_code:
            return _with_answer(layer.by_code[attribute], subject.label)
        labels = layer.label_variable.by_code
        name = labels[subject.label].name if subject.label in labels else ANY if subject.label else layer.name
        return name if len(layers) == 1 else f"{layer.name}: {name}"
    questions = {question.code: question for question in codebook.article_questions}
    if subject.variable in questions:
        return _with_answer(questions[subject.variable], subject.label)
    return f"{subject.variable} {subject.label}".strip()


def _with_answer(variable: Variable, code: str) -> str:
    answer = variable.by_code.get(code)
    return f"{variable.name}: {answer.name if answer else code}" if code else variable.name


def step_name(codebook: Codebook, layer: str, step: str) -> str:
    """Return what people call a step at which agreement on the spans of a layer can be lost."""
    if step in STEPS:
        return STEPS[step]
    found = next((one.by_code.get(step) for one in codebook.layers if one.code == layer), None)
    return found.name if found else step


def variable_of(codebook: Codebook, subject: Subject) -> Variable | None:
    """Return the variable of the codebook that a subject is about; None for labels."""
    layer, _, attribute = subject.variable.partition(".")
    layers = {one.code: one for one in codebook.layers}
    if attribute and layer in layers:
        return layers[layer].by_code.get(attribute)
    return next((one for one in codebook.article_questions if one.code == subject.variable), None)


def value_name(codebook: Codebook, subject: Subject, value: object) -> str:
    """Return a value as people read it: yes and no for labels, the names of categories else."""
    variable = variable_of(codebook, subject)
    if value in ("0", "1") and (subject.label or variable is None):
        return "yes" if value == "1" else "no"
    if isinstance(value, frozenset):
        value = sorted(value, key=str)
    if variable is not None and isinstance(value, (str, int, float, list, tuple)):
        return words(variable, list(value) if isinstance(value, tuple) else value)
    layers = {layer.code: layer for layer in codebook.layers}
    if subject.variable in layers and isinstance(value, str) and value != ANY_LABEL:
        known = layers[subject.variable].label_variable.by_code
        return known[value].name if value in known else value
    return category_name(value)


def words(variable: Variable, value: Value) -> str:
    """Return a value as people read it: the names of categories."""
    if value == NOT_APPLICABLE:
        return "not applicable"
    if isinstance(value, (list, tuple)):
        return ", ".join(category_named(variable, str(one)) for one in value) or "none"
    return category_named(variable, value) if isinstance(value, str) else str(value)


def category_named(variable: Variable, code: str) -> str:
    """Return the name of a category, or its code where the codebook does not know it."""
    return variable.by_code[code].name if code in variable.by_code else code
