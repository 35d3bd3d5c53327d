"""Articles with marks for every format: emoji, CJK, right to left, overlaps, edge spaces, several people."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from hypothesis import strategies as st

from annotations.codebook import Category, Codebook, Layer, Variable
from exports.formats.marked import File, Losses, Marked, MarkedArticle, MarkedSpan, Reading
from exports.formats.offsets import settle

MADE = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def categories(*codes: str) -> tuple[Category, ...]:
    return tuple(Category(code, code.title()) for code in codes)


ATTRIBUTES = (
    Variable("voice", "Voice", "span", "choice", "nominal", categories=categories("outlet", "quote")),
    Variable("target", "Target", "span", "entity", "nominal", categories=categories("RUS", "CHN")),
    Variable("valence", "Valence", "span", "scale", "ordinal", minimum=-2, maximum=2, not_applicable=True),
    Variable("topics", "Topics", "span", "choices", "set", categories=categories("war", "peace", "trade")),
    Variable("score", "Score", "span", "number", "ratio", required=False),
    Variable("whose", "Whose words", "span", "text", "", required=False),
)
CODEBOOK = Codebook(
    "Framing",
    "3",
    layers=(
        Layer("framing", "Framing", "How", categories("ADVERS", "NEUTRAL"), ATTRIBUTES),
        Layer("tone", "Tone", "", categories("ADVERS", "IRONY")),
    ),
    article_questions=(
        Variable("C1", "Sided", "article", "choice", "nominal", categories=categories("one", "both")),
        Variable("C2", "Sources", "article", "number", "ratio", not_applicable=True),
        Variable("C3", "In a word", "article", "text", ""),
        Variable("C4", "Topics", "article", "choices", "set", categories=categories("war", "peace")),
    ),
)
WORDS = st.text("\ufeff\x85\u2028ab \n'\"&<é漢字🜁🇨🇳\u0301שלום\u202e\t\u00a0", min_size=3, max_size=30).filter(
    str.strip
)
SAID = st.text("ab \n'\"&<>=é漢🜁ש\t]", max_size=12)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "voice": st.sampled_from(["outlet", "quote"]),
        "target": st.sampled_from(["RUS", "CHN"]),
        "valence": st.integers(-2, 2) | st.just("not_applicable"),
        "topics": st.sampled_from([["war"], ["peace", "trade"]]),
        "score": st.sampled_from([3, 0.25, -1.5]),
        "whose": SAID.map(str.strip).filter(bool),
    },
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "C1": st.sampled_from(["one", "both"]),
        "C2": st.sampled_from([7, 0.5, "not_applicable"]),
        "C3": SAID.map(str.strip).filter(bool),
        "C4": st.sampled_from([["war"], ["war", "peace"]]),
    },
)
NAMES = st.sampled_from(["A01", "Zoë / 2", "李.x"])


def spans(text: str, first: int, *, values: st.SearchStrategy = VALUES) -> st.SearchStrategy:
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(lambda p: p[0] < p[1])
    labels = st.sampled_from([("framing", "ADVERS"), ("framing", "NEUTRAL"), ("tone", "IRONY")])
    one = st.tuples(places, labels, values, SAID.map(str.strip))
    return st.lists(one, max_size=4).map(
        lambda drawn: [
            MarkedSpan(
                f"S{first + number}",
                *label,
                *place,
                text[slice(*place)],
                held if label[0] == "framing" else {},
                note,
            )
            for number, (place, label, held, note) in enumerate(drawn)
        ]
    )


@st.composite
def articles(draw: st.DrawFn) -> list[MarkedArticle]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        text = draw(WORDS)
        readings = []
        for place, name in enumerate(draw(st.lists(NAMES, unique=True, max_size=2))):
            marks = draw(spans(text, 100 * number + 10 * place))
            held, note = draw(ANSWERS), draw(SAID.map(str.strip))
            nothing = not marks and draw(st.booleans())
            at = draw(st.sampled_from([MADE, None]))
            readings.append(Reading(name, f"N{number}{place}", at, marks, held, note, nothing))
        facts = {"outlet": "The <Post>", "url": "", "published": "2026-02-0" + str(number + 1)}
        made.append(MarkedArticle(f"A{number}", f"text {number}.txt", text, readings, facts))
    return made


def marked(made: list[MarkedArticle]) -> Marked:
    return Marked("a-study", "A study & more", "v3", CODEBOOK, iter(made), MADE)


def files_of(write: Callable[[Marked, Losses], Iterator[File]], made: list[MarkedArticle]) -> list[File]:
    """Return the whole files of an export, pieces of one path put together."""
    whole: dict[str, bytes] = {}
    for path, data in write(marked(made), Losses()):
        whole[path] = whole.get(path, b"") + data
    return [File(path, data) for path, data in whole.items()]


def said(made: list[MarkedArticle]) -> dict:
    """Return what was said in the articles, by article and annotator, in no order."""
    return {
        (article.name, one.annotator): (
            sorted(
                (span.start, span.end, span.quote, span.layer, span.label, _items(span.values), span.note)
                for span in one.spans
            ),
            _items(one.answers),
            one.note,
            one.nothing_found,
        )
        for article in made
        for one in article.readings
        if one.spans or one.answers or one.note or one.nothing_found
    }


def heard(read: Callable, files: list[File], made: list[MarkedArticle]) -> dict:
    """Return what a reader makes of the files, in the same shape; nothing may have been refused."""
    settled = settle(read(files), {article.name: article.text for article in made})
    assert not settled.troubles
    return {
        (one.article, one.annotator): (
            sorted(
                (span.start, span.end, span.quote, span.layer, span.label, _items(span.values), span.note)
                for span in one.spans
            ),
            _items(one.answers),
            one.note,
            one.nothing_found,
        )
        for one in settled.readings
    }


def _items(values: object) -> str:
    return repr(sorted(dict(values).items()))  # type: ignore[call-overload]
