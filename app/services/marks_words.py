"""Variables and values in files of others: what each stands for here, as a person said or as names tell."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotations.categories import NOT_APPLICABLE
from annotations.codebook import Codebook
from annotations.variable_checks import CLOSED
from annotations.variables import Variable
from app.services.marks_matching import MAX_NAMES, Name, fold, label_key
from exports.formats.marked import FoundReading, Value
from exports.formats.naming import BETWEEN, as_words

NOTED = "(note)"  # the words go into the note; no code looks like this
LONGEST = 200  # characters of a value that is asked about
MOST_STEPS = 101  # of a scale that are offered

Known = Mapping[str, Variable]
Choices = Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """What names of files stand for.

    Attributes:
        variables: theirs -> the code of a variable; what is missing or empty has none here.
        values: ``value_key`` of a value -> a code, a step of a scale, or ``NOTED``.
    """

    variables: Choices = field(default_factory=dict)
    values: Choices = field(default_factory=dict)

    def variable(self, known: Known, theirs: str) -> Variable | None:
        """Return the variable that a name of the file stands for."""
        return called(known, theirs) or known.get(self.variables.get(theirs, ""))

    def value(self, variable: Variable, value: Value) -> tuple[Value, list[str]]:
        """Return a value as it is said here, empty if nothing is left of it, and words for the note."""
        if not _is_asked(variable) or not self.values:
            return value, []
        words = _parts(variable, value)
        stand = [self.values.get(value_key(variable, one), "") or one for one in words]
        noted = [one for one, ours in zip(words, stand, strict=True) if ours == NOTED]
        kept = list(dict.fromkeys(one for one in stand if one != NOTED))
        if kept == words:
            return value, []
        return (kept if variable.kind == "choices" else kept[0] if kept else ""), noted


def value_key(variable: Variable, words: str) -> str:
    """Return how a value of a variable is called where people say what it stands for."""
    return f"{variable.code}={words}"


def called(known: Known, theirs: str) -> Variable | None:
    """Return the variable of that code; some formats write points in codes as underscores."""
    return known.get(theirs) or next(
        (one for key, one in known.items() if key.replace(".", "_") == theirs), None
    )


def offered_variables(book: Codebook) -> dict[str, str]:
    """Return every variable that a name may stand for, with its name, by code."""
    every = [*(one for layer in book.layers for one in layer.attributes), *book.article_questions]
    return {one.code: f"{one.name} ({one.code})" for one in every}


def offered_values(book: Codebook, key: str) -> dict[str, str]:
    """Return what the value of that key may stand for, with its name."""
    code = key.partition("=")[0]
    found: dict[str, str] = {}
    for known in (*(layer.by_code for layer in book.layers), _questions(book)):
        if code in known:
            found |= _offered(known[code])
    return found


def unknown_variables(
    readings: Iterable[FoundReading], book: Codebook, labels: Choices, said: Choices
) -> list[Name]:
    """Return the variables that the codebook has under no such code; one of the same name is proposed."""
    times: Counter[str] = Counter()
    guessed: dict[str, str] = {}
    for known, theirs, _ in _values_in(readings, book, labels):
        if called(known, theirs) is None:
            times[theirs] += 1
            if theirs not in guessed:
                guessed[theirs] = _alone(one.code for one in known.values() if fold(one.name) == fold(theirs))
    return _listed(times, said, guessed)


def unknown_values(
    readings: Iterable[FoundReading], book: Codebook, labels: Choices, variables: Choices, said: Choices
) -> list[Name]:
    """Return the values that no category bears as its code; one of the same name is proposed."""
    times: Counter[str] = Counter()
    guessed: dict[str, str] = {}
    words, plain = Words(variables), set[tuple[int, str]]()  # values that nobody need be asked about
    for known, theirs, value in _values_in(readings, book, labels):
        variable = words.variable(known, theirs)
        if variable is None or not _is_asked(variable):
            continue
        for one in _parts(variable, value):
            if (id(variable), one) in plain:
                continue
            if not one or len(one) > LONGEST or _is_plain(variable, one):
                plain.add((id(variable), one))
                continue
            key = value_key(variable, one)
            times[key] += 1
            if key not in guessed:
                guessed[key] = _guess(variable, one)
    return _listed(times, said, guessed)


def _listed(times: Counter[str], said: Choices, guessed: Choices) -> list[Name]:
    return [
        Name(theirs, count, said.get(theirs, guessed[theirs]))
        for theirs, count in sorted(times.most_common(MAX_NAMES))
    ]


def _values_in(
    readings: Iterable[FoundReading], book: Codebook, labels: Choices
) -> Iterator[tuple[Known, str, Value]]:
    """Yield every value of spans and answers with the variables among which its name is looked for."""
    questions = _questions(book)
    attributes = {layer.code: layer.by_code for layer in book.layers}
    for reading in readings:
        for code, value in reading.answers.items():
            yield questions, code, value
        for span in reading.spans:
            known = attributes.get(labels.get(label_key(span), "").partition("/")[0])
            for code, value in span.values.items() if known is not None else ():
                yield known or {}, code, value


def _questions(book: Codebook) -> Known:
    return {one.code: one for one in book.article_questions}


def _is_asked(variable: Variable) -> bool:
    return variable.kind in CLOSED or (variable.kind == "scale" and bool(_steps(variable)))


def _parts(variable: Variable, value: Value) -> Sequence[str]:
    words = as_words(value)
    return [one.strip() for one in words.split(BETWEEN)] if variable.kind == "choices" else [words]


def _is_plain(variable: Variable, words: str) -> bool:
    """Say whether a value needs nobody to say what it stands for: it is a code, or a number of a scale."""
    if variable.kind == "scale" and words.lstrip("-").isdecimal():
        return True
    return words in _offered(variable)


def _offered(variable: Variable) -> dict[str, str]:
    found = {one.code: f"{one.name} ({one.code})" for one in variable.categories if one.offered}
    found |= {str(step): name for step, name in _steps(variable).items()}
    return found | ({NOT_APPLICABLE: "not applicable"} if variable.not_applicable else {})


def _steps(variable: Variable) -> dict[int, str]:
    if variable.kind != "scale" or type(variable.minimum) is not int or type(variable.maximum) is not int:
        return {}
    steps = range(variable.minimum, variable.maximum + 1)[:MOST_STEPS]
    return {
        step: f"{variable.steps[step]} ({step})" if step in variable.steps else str(step) for step in steps
    }


def _guess(variable: Variable, words: str) -> str:
    """Return the one value that is called so, or what took the place of a retired category."""
    wanted = fold(words)
    names = [(one.code, one.name) for one in variable.categories if one.offered]
    names += [(str(step), name) for step, name in variable.steps.items()]
    names += [(NOT_APPLICABLE, name) for name in ("n/a", "not applicable") if variable.not_applicable]
    if found := _alone(code for code, name in names if wanted in (fold(code), fold(name))):
        return found
    gone = next((one for one in variable.categories if one.code == words), None)
    return _alone(code for code in (gone.becomes if gone else ()) if variable.category(code).offered)


def _alone(codes: Iterable[str]) -> str:
    found = set(codes)
    return found.pop() if len(found) == 1 else ""
