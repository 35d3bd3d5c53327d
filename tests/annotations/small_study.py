"""A text, a codebook and a way to mark, small enough to be read at a glance."""

from annotations.codebook import Category, Codebook, Layer, Variable

TEXT = "The 😀 minister called the rival town a nest of crows, a witness said.\nNobody else did. " * 3
VOICES = (Category("outlet", "Outlet"), Category("quote", "Quote"))
CODEBOOK = Codebook(
    "Test",
    "1",
    layers=(
        Layer(
            "framing",
            "Framing",
            "",
            (Category("HARSH", "Harsh"), Category("MILD", "Mild"), Category("OLD", "Old", retired=True)),
            (
                Variable("voice", "Voice", "span", "choice", "nominal", categories=VOICES),
                Variable("speaker", "Speaker", "span", "text", "", required_unless=("voice", "outlet")),
            ),
        ),
    ),
    article_questions=(
        Variable("slant", "Slant", "article", "scale", "ordinal", minimum=-2, maximum=2),
        Variable("doubt", "Doubt", "article", "text", "", required=False),
    ),
)


def mark(uid="a", start=6, end=14, **more):
    quote = TEXT[start:end]
    return {
        "op": "mark",
        "span": uid,
        "layer": "framing",
        "label": "HARSH",
        "start": start,
        "end": end,
        "quote": quote,
        **more,
    }
