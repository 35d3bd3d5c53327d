"""README.txt of a bundle, written for the researcher who opens it a year later."""

from __future__ import annotations

from collections.abc import Sequence

from exports.bundle import Bundle
from exports.columns import TYPES, Table
from exports.tables import Form

_TOP = """\
{title}
{line}

This is an export of the project {project}, made with Parallax. It holds every judgement that
annotators made, the texts they judged, the codebook they judged by and the agreement between them.


FILES

{tables}
  texts/<article_id>.txt
      the frozen text of one article, UTF-8, lines ending in LF
  codebook-<version>.toml
      one version of the codebook, complete; the program reads it back
  datapackage.json
      the same tables described for programs (Frictionless Data Package 2)
  checksums.txt
      SHA-256 of every other file; check them with: sha256sum --check checksums.txt

data_dictionary.csv explains every column of every table.


HOW THE TABLES HANG TOGETHER

annotations.csv is the long table: one judgement a row. A span has one row for its label (variable = code of
the layer) and one for each attribute (variable = code of the attribute), all with the same unit_id.
Answers to questions on an article or an outlet have unit_type article or outlet. spans.csv holds the same
spans with one column for each attribute: use whichever suits your analysis, not both together.
decisions.csv is the log of what adjudicators decided where annotators differed, those that were taken
back included. adjudicated_spans.csv and adjudicated_answers.csv are what stands: what all said alike and
what was decided, for the rounds in which something was decided. They belong to no annotator.
norming.csv and norming_votes.csv hold what the team looked at together and how it voted.
outlet_ratings.csv and credibility_scores.csv hold how outlets were rated; reference_scores.csv holds lists
of scores that others made, to compare with. sourcing.csv holds where statements of articles come from:
the newest row of a statement counts (in_force).
answer_keys.csv and key_spans.csv are the keys that annotators in training were measured against.
codebook_changes.csv tells what was done to drafts of the codebook, entry by entry.
threads.csv and posts.csv hold notes and talk: only what the person who made this export may read.
unmaskings.csv lists what annotators of a round that hides outlets were shown after all.
Join tables by the columns that end in _id. assignments.csv says who was asked to judge what.


NOTHING, NONE AND NOT APPLICABLE

Four different things look like silence, and the tables keep them apart:

  not asked        there is no row in assignments.csv
  not answered     the assignment is there with state not_started or draft; cells are empty where a
                   value is missing. An empty cell always means missing.
  found none       the annotator read the whole article and said that there is nothing to mark: a row
                   in annotations.csv with variable found_none and value yes, and found_none true in
                   assignments.csv
  not applicable   the annotator said that the question does not apply: the value not_applicable

A question that takes several categories gives them joined by |, in the order of the codebook, and
none_chosen if it was answered with no category at all.

Rows with state draft were not submitted. Most analyses leave them out; agreement.csv does.


HOW VALUES ARE WRITTEN

All files are UTF-8; {bom}. Tables follow RFC 4180: comma between
cells, lines end in CR LF, cells with a comma, quote or line end stand in double quotes, and a line end
inside a cell is part of its text.

{types}

Offsets (start, end) count Unicode code points from 0, and end is the first character after the span:
in Python text[start:end] is the quote, in R substr(text, start + 1, end).

{flavour}


HOW TO LOAD

R
    spans <- read.csv("spans.csv", fileEncoding = "{r_encoding}", na.strings = "", check.names = FALSE)
    text <- readChar("texts/A1.txt", file.size("texts/A1.txt"), useBytes = TRUE); Encoding(text) <- "UTF-8"
    or: readr::read_csv("spans.csv", na = "")

Python
    pandas.read_csv("spans.csv", keep_default_na=False, na_values=[""], encoding="{encoding}")

SPSS
    File > Import Data > CSV Data, encoding UTF-8. Declare value labels from codebook.csv.

Excel
    Use Data > From Text/CSV and choose 65001: Unicode (UTF-8); a double click guesses. Excel shows at most
    32,767 characters of a cell, which concerns long quotes and notes only.

Without the missing-value settings above, R and pandas read a text such as NA as missing.
"""

_VERBATIM = """\
This is the verbatim flavour: every cell holds exactly what is stored. Load it with a program for
statistics. In a spreadsheet a text that starts with = + - or @ may run as a formula; for that there is a
second flavour."""

_SPREADSHEET = """\
This is the spreadsheet flavour: a text that a spreadsheet could run as a formula (it starts with = + - @ | a
tab or a line end, also after spaces) or that starts with an apostrophe has ONE apostrophe in front that is
not part of it. To get the original back, take away one apostrophe from the start of every cell of type text
that has one, and nothing else. Numbers, ids, dates and JSON are never changed. The codebook as TOML and the
texts are as they are stored. For scripts there is a verbatim flavour."""


def readme(bundle: Bundle, tables: Sequence[Table], form: Form) -> str:
    """Return the README of a bundle."""
    return _TOP.format(
        title=bundle.title,
        line="=" * len(bundle.title),
        project=bundle.project,
        tables="\n".join(f"  {table.name}\n      one row is {table.row}" for table in tables),
        bom="tables start with a byte order mark" if form.bom else "there is no byte order mark",
        types="\n".join(f"  {name:<9} {meaning}" for name, meaning in TYPES.items()),
        flavour=_SPREADSHEET if form.flavour == "spreadsheet" else _VERBATIM,
        encoding="utf-8-sig" if form.bom else "utf-8",
        r_encoding="UTF-8-BOM" if form.bom else "UTF-8",
    )
