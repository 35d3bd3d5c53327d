"""Marked articles to be sent through formats: a small codebook, and ways to make hard cases."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from annotations.codebook import Category, Codebook, Layer, Variable
from exports.formats.marked import Marked, MarkedArticle, MarkedSpan, Reading
from exports.formats.naming import label_names, typed
from exports.formats.offsets import settle

VOICES = (Category("outlet", "Outlet"), Category("quote", "Quote"))
THEMES = (Category("war", "War"), Category("trade", "Trade"))
BOOK = Codebook(
    "Test",
    "1",
    layers=(
        Layer(
            "framing",
            "Framing",
            "",
            (Category("HARSH", "Harsh"), Category("MILD", "Mild")),
            (
                Variable("voice", "Voice", "span", "choice", "nominal", categories=VOICES, required=False),
                Variable("themes", "Themes", "span", "choices", "set", categories=THEMES, required=False),
                Variable("speaker", "Speaker", "span", "text", "", required=False),
                Variable("force", "Force", "span", "scale", "ordinal", minimum=-2, maximum=2, required=False),
            ),
        ),
        Layer("places", "Places", "", (Category("MILD", "Mild"), Category("CITY", "City"))),
    ),
    article_questions=(
        Variable("slant", "Slant", "article", "scale", "ordinal", minimum=-2, maximum=2),
        Variable("doubt", "Doubt", "article", "text", "", required=False),
    ),
)
HARD = [
    "a",
    "Z",
    "9",
    " ",
    " ",
    "\n",
    "\t",
    "😀",
    "👩‍👩‍👧",
    "é",
    "e\u0301",
    "中",
    "文",
    "ש",
    "ل",
    "\u200f",
    "\u2028",
    "\x85",
    '"',
    "'",
]
HARD += [
    ",",
    ";",
    "|",
    "#",
    "-",
    "_",
    "\\",
    "\u00a0",
    "𐍈",
    "๏",
    "B-",
    "O",
    "# ",
    "-DOCSTART-",
    "//",
    "\u200b",
    "\ufeff",
]
TEXTS = (
    st.lists(st.sampled_from(HARD), min_size=1, max_size=40).map("".join).filter(lambda text: text.strip())
)
# Without white space at the edges, as the codebook's check leaves free text.
WORDS = st.lists(st.sampled_from(HARD), min_size=1, max_size=8).map("".join).map(str.strip).filter(bool)
LABELS = [("framing", "HARSH"), ("framing", "MILD"), ("places", "MILD"), ("places", "CITY")]
VALUES = {
    "voice": st.sampled_from(["outlet", "quote"]),
    "themes": st.sampled_from([["war"], ["war", "trade"]]),
    "speaker": WORDS,
    "force": st.integers(-2, 2),
}


@st.composite
def spans(draw, text, prefix="S"):
    """Draw spans of a text that overlap, repeat and have white space at their edges."""
    found = []
    for number in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        layer, label = draw(st.sampled_from(LABELS))
        if text[start:end].isspace():
            continue
        values = draw(st.fixed_dictionaries({}, optional=VALUES)) if layer == "framing" else {}
        note = draw(st.just("") | WORDS)
        found.append(MarkedSpan(f"{prefix}{number}", layer, label, start, end, text[start:end], values, note))
    return found


@st.composite
def studies(draw):
    """Draw two articles read by two annotators."""
    articles = []
    for number in (1, 2):
        text, readings = draw(TEXTS), []
        for who in ("A01", "Ada: #2/ü"):
            marks = draw(spans(text, f"S{number}{who[1]}"))
            answers = draw(st.fixed_dictionaries({}, optional={"slant": st.integers(-2, 2), "doubt": WORDS}))
            note, nothing = draw(st.just("") | WORDS), not marks and draw(st.booleans())
            when = datetime(2025, 5, 8, 9, tzinfo=UTC)
            readings.append(Reading(who, f"N{number}{who[1]}", when, marks, answers, note, nothing))
        articles.append(MarkedArticle(f"A{number}", ("a.txt", "ä: b%/c")[number - 1], text, readings))
    return study(articles)


def study(articles, book=BOOK):
    """Return articles as what is written."""
    return Marked("test", "Test", "v1", book, articles, datetime(2025, 5, 8, tzinfo=UTC))


def files_of(pieces):
    """Return whole files: pieces of one path that follow one another are one file."""
    files = {}
    before = None
    for piece in pieces:
        assert piece.path == before or piece.path not in files, "a file comes twice"
        files[piece.path] = files.get(piece.path, b"") + piece.data
        before = piece.path
    return files


def settled(found, marked):
    """Return what was found, placed in the texts of the articles."""
    texts = {}
    for article in marked.articles:
        for name in (article.name, article.name.removesuffix(".txt"), article.article_id):
            texts[name] = article.text
    return settle(found, texts)


def said(readings, book):
    """Return readings as comparable facts, by article and annotator."""
    names = {name: pair for pair, name in label_names(book).items()}
    facts = {}
    for reading in readings:
        marks, about = facts.setdefault((reading.article.removesuffix(".txt"), reading.annotator), ([], {}))
        for span in reading.spans:
            layer, label = (span.layer, span.label) if span.layer else names[span.label]
            if (span.layer, span.label) not in LABELS and span.label in names:
                layer, label = names[span.label]
            values = {
                code: typed(book.layer(layer).attribute(code), value) for code, value in span.values.items()
            }
            marks.append((span.start, span.end, layer, label, sorted(values.items()), span.note))
        answers = {code: typed(book.article_question(code), value) for code, value in reading.answers.items()}
        about.update(answers)
        about["note"] = about.get("note", "") or reading.note
        about["nothing"] = about.get("nothing", False) or reading.nothing_found
        marks.sort(key=repr)
    return facts


def expected(marked):
    """Return the same facts of what was written."""
    return {
        (article.name.removesuffix(".txt"), reading.annotator): (
            sorted(
                [(s.start, s.end, s.layer, s.label, sorted(s.values.items()), s.note) for s in reading.spans],
                key=repr,
            ),
            {**reading.answers, "note": reading.note, "nothing": reading.nothing_found},
        )
        for article in marked.articles
        for reading in article.readings
    }
