"""Threads and posts leave in tables of their own and come back as they were."""

import io
from pathlib import Path

import pytest

from exports.archive import write_one
from exports.errors import ExportError
from exports.reader import read_bundle
from exports.records import PostRecord, ThreadRecord
from tests.exports.small_bundle import BEGUN, TEXTS, bundle, zipped

GOLDEN = Path(__file__).parent / "golden"
NOWHERE = (None,) * 5

THREADS = (
    ThreadRecord(
        *("T1", "span", "A1", "a1.txt", 20, 29, TEXTS["A1"][20:29], None, None, "Round 1"),
        *("manager", "=Is this, harsh?", "A01", "Canary Name 1", BEGUN, None),
    ),
    ThreadRecord(
        *("T3", "codebook", *NOWHERE, "v1", "framing/HARSH", None),
        *("team", "\u0633\u0624\u0627\u0644", "A07", "Canary Name 7", BEGUN, BEGUN),
    ),
)
POSTS = (
    PostRecord("P1", "T1", "A01", "Canary Name 1", '-5 or\n"so", @A07?', ["A07"], BEGUN),
    PostRecord("P2", "T1", "A07", "Canary Name 7", "'tis", [], BEGUN),
    PostRecord("P4", "T3", "A07", "Canary Name 7", "@A01 @A02", ["A01", "A02"], BEGUN),
)


def study(**more):
    return bundle(**({"threads": THREADS, "posts": POSTS} | more))


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
@pytest.mark.parametrize("name", ["threads.csv", "posts.csv"])
def test_the_table_is_the_one_that_was_looked_at(name, flavour):
    out = io.BytesIO()
    write_one(out, study(), name, flavour=flavour)
    assert out.getvalue() == (GOLDEN / flavour / name).read_bytes()


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_talk_comes_back_as_it_was(flavour):
    tables = read_bundle(io.BytesIO(zipped(study(), flavour=flavour, names=True))).tables
    assert [tuple(row.values()) for row in tables["threads.csv"]] == list(THREADS)
    posts = [post._replace(mentions="|".join(post.mentions) or None) for post in POSTS]
    assert [tuple(row.values()) for row in tables["posts.csv"]] == posts


def test_nobody_is_named_unless_names_are_asked_for():
    for name in ("threads.csv", "posts.csv"):
        out = io.BytesIO()
        write_one(out, study(), name)
        assert b"Canary" not in out.getvalue()


def test_a_post_in_a_thread_that_is_not_there_is_refused():
    with pytest.raises(ExportError, match="T3"):
        zipped(study(threads=THREADS[:1]))
