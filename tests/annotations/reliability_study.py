"""A codebook with one variable of every kind, and codings in a line each."""

from collections.abc import Mapping, Sequence

from annotations.annotation import Annotation, MarkedSpan
from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.reliability import Coding, ReliabilityData


def categories(*codes: str) -> tuple[Category, ...]:
    return tuple(Category(code, code.title()) for code in codes)


VOICE = Variable("voice", "Voice", "span", "choice", "nominal", categories=categories("outlet", "quote"))
CODEBOOK = Codebook(
    "Test",
    "7",
    layers=(
        Layer(
            "framing",
            "Framing",
            "",
            (*categories("HARSH", "MILD"), Category("OLD", "Old", retired=True)),
            (VOICE,),
        ),
    ),
    article_questions=(
        Variable(
            "topic", "Topic", "article", "choice", "nominal", categories=categories("war", "trade", "sport")
        ),
        Variable(
            "tone",
            "Tone",
            "article",
            "choice",
            "ordinal",
            not_applicable=True,
            categories=categories("low", "mid", "high"),
        ),
        Variable("slant", "Slant", "article", "scale", "interval", minimum=-2, maximum=2),
        Variable("sources", "Sources", "article", "number", "ratio", minimum=0),
        Variable("actors", "Actors", "article", "choices", "set", categories=categories("A", "B", "C")),
        Variable("remark", "Remark", "article", "text", ""),
    ),
)

Mark = tuple[str, int, int]


def coding(
    article: str,
    annotator: str,
    *,
    marks: Sequence[Mark] = (),
    answers: Mapping[str, object] | None = None,
    length: int = 100,
    coded: tuple[tuple[int, int], ...] | None = None,
    outlet: str | None = "Herald",
    state: str = "submitted",
) -> Coding:
    spans = tuple(
        MarkedSpan(f"s{number}", "framing", label, start, end, "x" * (end - start))
        for number, (label, start, end) in enumerate(marks)
    )
    return Coding(
        article,
        annotator,
        Annotation(spans, answers or {}, found_none=not spans, state=state),
        length,
        ((0, length),) if coded is None else coded,
        outlet,
    )


def pick(data: Sequence[ReliabilityData], variable: str, label: str = "") -> ReliabilityData:
    return next(one for one in data if (one.variable, one.label) == (variable, label))


def values(data: ReliabilityData) -> list[list[object]]:
    """Return the table with the categories in the cells, and None where nothing is known."""
    return [[data.categories[code] if code >= 0 else None for code in row] for row in data.values.tolist()]


def reasons(data: ReliabilityData) -> dict[str, int]:
    return {dropped.reason: dropped.count for dropped in data.dropped}
