"""A codebook and articles for the annotating page, written for its tests."""

from annotations.codebook import Category, Codebook, Layer, Variable

LABELS = (
    ("DELEG", "Delegitimising label", "d", "A name or attribute that denies an actor standing.", "#c0392b"),
    ("ADVERS", "Adversary, threat", "a", "An actor is presented as an enemy or a danger to come.", "#d35400"),
    ("NEUTRAL", "Neutrality claim", "n", "A statement that an actor takes no side.", "#2e86c1"),
    ("PARTNER", "Partnership", "p", "Closeness between two actors, whatever the tone.", "#1e8449"),
    ("SIEGE", "Bullying, siege", "s", "An actor is under illegitimate pressure.", "#8e44ad"),
    ("MORAL", "Justice claim", "m", "An actor is tied to justice or a legitimate order.", "#b7950b"),
    ("HISTORY", "War memory", "h", "The past is used to credit or discredit somebody today.", "#6e2c00"),
    ("BLAME", "Wrongdoing", "b", "An actor is made responsible for a particular harm.", "#7b241c"),
    ("EUPHEM", "Softening", "u", "A milder word where a sharper one is current.", "#117a65"),
    ("DISTANCE", "Distancing", "q", "The outlet signals doubt about somebody's words.", "#5d6d7e"),
    ("GAME", "Contest, show", "g", "Politics told as tactics, winners and losers.", "#c2185b"),
    ("ECON", "Economic consequence", "e", "Gains, costs or risks are the point made.", "#3949ab"),
)
TARGETS = (
    ("NOR", "Norland (state)", ""),
    ("VAL", "President Valin", "NOR"),
    ("SUD", "Sudmark (state)", ""),
    ("ORE", "Chancellor Ore", "SUD"),
    ("PAIR", "Norland and Sudmark", ""),
    ("COAST", "The coastal states", ""),
    ("UNNAMED", "Opponent not named", ""),
    ("OTHER", "Other", ""),
)
VOICES = (
    ("outlet", "Outlet"),
    ("direct_quote", "Direct quote"),
    ("paraphrase", "Paraphrase"),
    ("scare_quote", "Scare quote"),
)
VALENCES = (("neg", "Negative"), ("neu", "Neutral"), ("pos", "Positive"), ("mixed", "Mixed"))


def choice(code: str, name: str, unit: str, pairs, **more) -> Variable:
    categories = tuple(Category(value, title) for value, title in pairs)
    return Variable(code, name, unit, "choice", "nominal", categories=categories, **more)


def framing_codebook() -> Codebook:
    """Twelve labels with target, voice, source of the voice, valence and confidence."""
    labels = tuple(
        Category(
            code,
            name,
            definition,
            include="Wording that fits.",
            exclude="Plain names.",
            examples=("“so-called partner”",),
            hotkey=key,
            colour=colour,
        )
        for code, name, key, definition, colour in LABELS
    )
    targets = tuple(Category(code, name, parent=parent) for code, name, parent in TARGETS)
    attributes = (
        Variable(
            "target", "Target", "span", "entity", "nominal", "Who looks better or worse.", categories=targets
        ),
        choice("voice", "Voice", "span", VOICES, definition="Whose words are these?"),
        Variable("voice_source", "Speaker", "span", "text", "", required_unless=("voice", "outlet")),
        choice(
            "valence", "Valence", "span", VALENCES, definition="Toward the target, for an average reader."
        ),
        Variable(
            "confidence", "Confidence", "span", "scale", "ordinal", required=False, minimum=1, maximum=3
        ),
    )
    return Codebook(
        "Great-power meetings",
        "0.3",
        "en",
        layers=(Layer("framing", "Framing", "How an actor is framed.", labels, attributes),),
        article_questions=(
            choice(
                "main_frame", "Main frame", "article", [(c, n) for c, n, *_ in LABELS] + [("NONE", "None")]
            ),
            Variable(
                "functions",
                "Functions of the frame",
                "article",
                "choices",
                "set",
                "As many as apply.",
                required=False,
                categories=(Category("problem", "Defines a problem"), Category("cause", "Names a cause")),
            ),
            Variable(
                "stance",
                "Stance toward Norland",
                "article",
                "scale",
                "ordinal",
                minimum=-2,
                maximum=2,
                steps={-2: "−2 hostile", 0: "0", 2: "+2 friendly"},
                not_applicable=True,
            ),
            choice("other_side", "Is a second side reported?", "article", [("yes", "Yes"), ("no", "No")]),
        ),
    )


ARTICLE = """\
Valin hails “iron friendship” as Norland marks its victory day

NORDHAVN, May 9 – President Valin, the long-time autocrat of Norland, welcomed Chancellor Ore of
Sudmark on Friday and praised deepening “political trust” between the two countries.

The third meeting of the adversary nations’ leaders this year came as coastal states accused
Norland of violating a 72-hour ceasefire that it had announced itself 😀 only days before.

Sudmark likes to call itself a neutral actor of this war, although three western cabinets say that
it enables Norland economically. Trade between the two has reached historic highs.

“Amid hegemonic bullying we shoulder the responsibilities of major powers,” Ore said, according to
a readout of the chancellery. “We are not opposed to anyone.”

قال الرئيس إن الصداقة بين البلدين قوية ودائمة.

中国和俄罗斯是好朋友。両国の首脳は会談した。

Cafe\u0301 owners cheered 👨‍👩‍👧‍👦 families with flags 🇳🇴 in the square.

Read also: A parade of guests that nobody wanted to miss

Share this article · Sign up for the newsletter
"""
