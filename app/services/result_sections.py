"""What an agreement report compares, as its pages call and arrange it."""

# What was compared -> (title, what a unit is and what agreeing means).
SECTIONS = {
    "answer": ("Questions about the article", "Did the annotators give an article the same answer?"),
    "chosen": (
        "Questions with several answers, one by one",
        "Did the annotators choose this answer for an article, or not?",
    ),
    "present in the article": (
        "Labels: in the article or not",
        "Did the annotators find the label anywhere in the headline, a subheading or the body of an article?",
    ),
    "characters": (
        "Labels: at the same place",
        "Does the label lie on the same characters? All coded characters count, marked or not.",
    ),
    "words": (
        "Labels: on the same words",
        "Does the label lie on the same words? A word carries a label if any of its characters does.",
    ),
    "spans found": (
        "Spans: found by both",
        "How many of the spans that one of two annotators marked did the other mark as well, with borders at"
        " most one word apart? Each page counts exact borders, overlap, words and characters too.",
    ),
    "borders": ("Spans: borders", "Where two annotators found the same span, do its borders agree?"),
    "label of matched spans": (
        "Spans: label",
        "Where two annotators found the same span, did they give it the same label? Read it with the share of"
        " spans that were found.",
    ),
    "attribute of matched spans": (
        "Spans: attributes",
        "Where two annotators found the same span, did they say the same of it?",
    ),
    "units and gaps": (
        "Spans: units and gaps",
        "Krippendorff’s unitizing coefficients: borders and labels of all units, and the gaps between them.",
    ),
    "spans aligned": (
        "Spans: aligned",
        "Mathet’s gamma: how far the best alignment of all spans is from one of random spans.",
    ),
}
# What the summary shows and the picture draws; the other tables say the same in another way.
IN_SHORT = tuple(key for key in SECTIONS if key not in ("words", "units and gaps"))
PICTURED = (
    *("answer", "chosen", "present in the article", "characters"),
    *("label of matched spans", "attribute of matched spans"),
)
MATCHED = "Spans that both found"
# Which variant of several is read first.
LEADING = {"borders": "same start and end, share", "spans found": "one-to-one, 1 word tolerance"}
# A set of answers is listed among the questions.
LISTED_UNDER = {"set of answers": "answer"}
# How the picture tells the two ways of comparing labels apart.
KINDS = {"present in the article": "in the article or not", "characters": "at the same place"}
# What is counted as a unit, where it is not an article.
UNITS = {
    "characters": "character",
    "words": "word",
    "label of matched spans": "span",
    "attribute of matched spans": "span",
}
