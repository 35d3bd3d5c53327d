"""Studies of marked spans in a line each: a codebook with one layer, and codings of texts with words."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from annotations.annotation import Annotation, MarkedSpan
from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.reliability import Coding, CodingTable, tabulate
from annotations.words import words_of

LABELS = ("A", "B", "C")
# Words of three letters and a blank: word i is [4 i, 4 i + 3).
TEXT = "abc " * 12


def categories(*codes: str) -> tuple[Category, ...]:
    return tuple(Category(code, code.title()) for code in codes)


LAYER = Layer(
    "framing",
    "Framing",
    "",
    categories(*LABELS),
    (
        Variable("voice", "Voice", "span", "choice", "nominal", categories=categories("outlet", "quote")),
        Variable(
            "speaker",
            "Speaker",
            "span",
            "choice",
            "nominal",
            categories=categories("he", "she"),
            required_unless=("voice", "outlet"),
        ),
        Variable("sure", "Sure", "span", "scale", "ordinal", minimum=1, maximum=3, required=False),
        Variable("about", "About", "span", "choices", "set", categories=categories("X", "Y")),
        Variable("why", "Why", "span", "text", "", required=False),
    ),
)
CODEBOOK = Codebook("Test", "1", layers=(LAYER,))

Mark = tuple[int, int, str] | tuple[int, int, str, Mapping[str, object]]
Study = Mapping[str, Mapping[str, Sequence[Mark]]]


def coding(
    article: str,
    annotator: str,
    marks: Sequence[Mark],
    *,
    text: str = TEXT,
    coded: tuple[tuple[int, int], ...] | None = None,
    words: bool = True,
) -> Coding:
    spans = tuple(
        MarkedSpan(f"s{number}", "framing", label, start, end, "x" * (end - start), *more)
        for number, (start, end, label, *more) in enumerate(marks)
    )
    return Coding(
        article,
        annotator,
        Annotation(spans, found_none=not spans, state="submitted"),
        len(text),
        ((0, len(text)),) if coded is None else coded,
        words=words_of(text) if words else None,
    )


def study(articles: Study, **more) -> CodingTable:
    """Return the table of marks by article and annotator."""
    return tabulate(
        [
            coding(article, annotator, marks, **more)
            for article, by_annotator in articles.items()
            for annotator, marks in by_annotator.items()
        ]
    )


@st.composite
def marks(draw: st.DrawFn, most: int = 6) -> list[tuple[int, int, str]]:
    """Draw marks that overlap, repeat and carry several labels on the same words."""
    found = []
    for _ in range(draw(st.integers(0, most))):
        start = draw(st.integers(0, len(TEXT) - 1))
        end = draw(st.integers(start + 1, min(len(TEXT), start + 16)))
        found.append((start, end, draw(st.sampled_from(LABELS))))
    return found


@st.composite
def studies(draw: st.DrawFn, annotators: int = 3, articles: int = 3) -> dict[str, dict[str, list[Mark]]]:
    """Draw a study in which not everybody codes everything."""
    names = [f"U{number}" for number in range(1, draw(st.integers(2, annotators)) + 1)]
    return {
        f"a{number}": {name: draw(marks()) for name in names if draw(st.integers(0, 5))}
        for number in range(draw(st.integers(1, articles)))
    }
