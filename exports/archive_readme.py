"""ARCHIVE.txt of a research archive: what it holds beyond a bundle, and what to do with it."""

from __future__ import annotations

from exports.machine_part import Kind

_TOP = """\
This is the research archive of one project, made with Parallax. README.txt explains the tables.


WHAT IS HERE BESIDE THE TABLES

  archive/              the rows of the program itself, one JSON object a line: every change that annotators
                        made, in order and linked by hashes, assignments, decisions, votes, ratings, talk.
                        Rows are numbered from 1 in each table. The ids of the tables are the same numbers
                        with a letter in front, so that A3 is row 3 of archive/article.jsonl. They need not
                        be the ids that the project has on its site.
  recompute/            scripts that compute the coefficients of agreement.csv again from the other tables
  CITATION.cff          how to cite the data set; fill in who made it and where it lies
  datapackage.json      all tables described for programs (Frictionless Data Package 2)
  checksums.txt         SHA-256 of every other file: sha256sum --check checksums.txt


WHAT IS NOT HERE

E-mail addresses, passwords, sessions, tokens and invitations. Where somebody of the project wrote the address
of another, [address] stands in its place. {people}
{private}
Files that were sent but never confirmed, how far somebody has read, and results that can be computed again
are left out as well.


HOW TO RESTORE THE PROJECT

    parallax restore-project THIS.zip

makes an equal project on any site of the program that has no project of that short name, beside whatever is
there. People come back as accounts that nobody can sign in with; give somebody a part in the project with
parallax project member. The archive of the restored project has the same bytes as this one.
{texts}

HOW TO COMPUTE THE COEFFICIENTS AGAIN

Unpack the archive. In its folder:

    python3 -m recompute

prints every value of agreement.csv beside the one that it finds, and exits with 1 if any differs. It needs
Python 3.10 or later and nothing else.

    Rscript recompute/recompute.R

does the same in base R, without any package. Both are written from the definitions and use nothing of the
program. Words follow the Unicode tables of the Python or R that runs them.

Intervals are described by the columns interval_method, replicates, seed and confidence of agreement.csv. The
chance value of gamma comes from random texts drawn by the program from the seed; the scripts take it as it
is printed and compute the observed disorder. Where no random text of an article has aligned spans, the
program leaves the article out of gamma-cat and gamma-k. No table says which; the scripts say so then.
"""

_PSEUDONYMS = "People are named by pseudonym alone."
_NAMES = "People are named, as was asked for."
_TEAM = "Private notes, talk with the managers and talk of rounds that show no results yet are left out."
_PRIVATE = (
    "Private notes and talk with the managers are in archive/, as was asked for, and not in the tables."
)
_TEXTS = """

THE TEXTS ARE NOT HERE

This variant holds no texts. A quote has at most {length} characters and then ends in {mark}. Offsets
(start, end) are complete; text_sha256 in articles.csv and quotes.csv hold the hashes of each text and of each
marked range. Whoever has the texts makes the whole archive of it:

    parallax join-texts THIS.zip --texts FOLDER --to WHOLE.zip

What came along in files of Label Studio and has no place here is left out, since it may hold texts; it is not
in what is made of this either.

FOLDER holds the files that were imported, or the texts of a bundle; names do not matter, hashes do. Without
texts what is counted in words cannot be computed again; the script says so.
"""


def archive_readme(kind: Kind) -> str:
    """Return the text that explains this kind of archive."""
    texts = _TEXTS.format(length=kind.quote_length, mark="an ellipsis") if kind.text_free else ""
    return _TOP.format(
        people=_NAMES if kind.names else _PSEUDONYMS,
        private=_PRIVATE if kind.private else _TEAM,
        texts=texts,
    )
