"""pygamma-agreement: for each layer and article the spans of all annotators, without a header."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from exports.presets.matrix import Left, LeftOut, Mark, Part, Study, table

FILES = "files.csv"

_SCRIPT = '''"""Prints gamma of every file. Needs Python 3 and `pip install pygamma-agreement`.

Run it in the folder where this file lies.
"""

import csv

from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum

with open("files.csv", encoding="utf-8", newline="") as file:
    for told in csv.DictReader(file):
        continuum = Continuum.from_csv(told["file"])
        for annotator in told["annotators"].split("|"):
            continuum.add_annotator(annotator)  # also those who read the article and marked nothing
        found = continuum.compute_gamma(CombinedCategoricalDissimilarity())
        print(told["layer"], told["article"], found.gamma, sep="\\t")
'''


def pygamma(study: Study, left: Left) -> Iterator[Part]:
    """Yield a file for each article that two annotators submitted, and the script."""
    found: defaultdict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in study.marks:
        found[mark.layer, mark.article].append(mark)
    listed = []
    for number, (key, readers) in enumerate(sorted(study.readers.items()), 1):
        layer, article = key
        if len(readers) < 2 or not found[key]:
            lonely = "fewer than two annotators submitted it"
            reason = lonely if len(readers) < 2 else "nobody marked anything"
            left.append(LeftOut(f"{layer}: {article}", reason))
            continue
        path = f"{layer}/{number:04}.csv"
        rows = sorted((one.annotator, one.label, one.start, one.end) for one in found[key])
        yield Part(path, table(None, rows))
        listed.append((path, layer, article, "|".join(readers)))
    yield Part(FILES, table(("file", "layer", "article", "annotators"), listed))
    yield Part("gamma.py", _SCRIPT.encode())
