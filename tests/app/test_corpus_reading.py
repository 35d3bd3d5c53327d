"""Files become drafts or refusals, each with its reason; nothing is guessed, dropped or repaired."""

import codecs
import csv
import io
import json

import pytest

from annotations.text import MAX_TEXT
from app.services.article_files import columns_of, read_files
from app.services.drafts import ImportSettings
from app.services.unpacking import Sent

KEPT = "so\u00adft zero\u200bwidth nbsp\u00a0here \u202eoverride"
REPORT = "The councils of the two river towns went home on Monday without having decided anything at all."


def read(name: str, raw: bytes | str, **said):
    return read_files([(name, raw.encode() if isinstance(raw, str) else raw)], ImportSettings(**said))


def reasons(result) -> list[tuple[int | None, str]]:
    return [(refusal.row, refusal.reason) for refusal in result.refused]


def table(rows, header=("id", "text"), delimiter=",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    return out.getvalue().encode()


def lines(*objects) -> bytes:
    return "\n".join(json.dumps(thing) for thing in objects).encode()


class TestText:
    @pytest.mark.parametrize(
        ("raw", "text", "encoding"),
        [
            (codecs.BOM_UTF8 + b"caf\xc3\xa9", "café", "utf-8"),
            (codecs.BOM_UTF16_LE + "café".encode("utf-16-le"), "café", "utf-16-le"),
            (codecs.BOM_UTF16_BE + "café".encode("utf-16-be"), "café", "utf-16-be"),
            (b"caf\xe9 \x93no\x94", "café “no”", "windows-1252"),
            (b"a\r\nb\rc\nd", "a\nb\nc\nd", "utf-8"),
            ("a\u2028b\u0085c".encode(), "a\u2028b\u0085c", "utf-8"),
            (KEPT.encode(), KEPT, "utf-8"),
            ("e\u0301 is not composed".encode(), "e\u0301 is not composed", "utf-8"),
            ("\x01\x7f\x9f control".encode(), "\x01\x7f\x9f control", "utf-8"),
            ("👩‍👩‍👧 𠀀 مرحبا".encode(), "👩‍👩‍👧 𠀀 مرحبا", "utf-8"),
        ],
    )
    def test_a_text_is_frozen_by_rules_and_keeps_its_bytes(self, raw, text, encoding):
        [draft] = read("a.txt", raw).drafts
        assert (draft.text, draft.encoding, draft.raw) == (text, encoding, raw)

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"", "no text"),
            (b" \n\t\n", "no text"),
            (b"a\0b", "NUL"),
            (b"caf\xe9 \x81", "cannot be read as windows-1252"),
            (codecs.BOM_UTF16_LE + b"\x00\xd8a\x00", "cannot be read as utf-16-le"),
            (b"PK\x03\x04rest", "ZIP or Office"),
            (b"%PDF-1.7 text", "a PDF"),
            (b"GIF89a=1;//", "a picture"),
        ],
    )
    def test_what_is_no_text_is_refused_with_its_reason(self, raw, reason):
        result = read("a.txt", raw)
        assert not result.drafts
        [(row, said)] = reasons(result)
        assert row is None
        assert reason in said

    def test_an_article_above_the_limit_is_refused_naming_the_limit(self):
        assert "2,000,000 characters" in reasons(read("a.txt", b"x" * (MAX_TEXT + 1)))[0][1]
        assert "2,000,000 characters" in reasons(read("a.txt", b"x" * 50_000_000))[0][1]

    @pytest.mark.slow
    @pytest.mark.parametrize("text", ["x" * 1_000_000, "word.\n\n" * 200_000, "a b\n" * 400_000], ids=len)
    def test_a_huge_article_within_the_limit_is_read(self, text):
        [draft] = read("a.txt", text).drafts
        assert draft.text == text

    def test_a_person_is_told_what_to_look_at(self):
        said = [
            remark.message
            for name, raw in [
                ("a.txt", b"caf\xe9"),
                ("b.txt", "â€œquotedâ€".encode()),
                ("c.txt", "no\u00a0break".encode()),
                ("d.txt", b"<!DOCTYPE html><p>text"),
            ]
            for remark in read(name, raw).warnings
        ]
        assert ["Windows-1252" in said[0], "decoded wrongly" in said[1]] == [True, True]
        assert ["non-breaking" in said[-2], "web page" in said[-1]] == [True, True]

    def test_a_file_name_is_only_ever_a_name(self):
        [draft] = read("../../etc/passwd.txt", REPORT).drafts
        assert (draft.name, draft.file_name) == ("passwd.txt", "passwd.txt")
        assert read("C:\\files\\a.txt", REPORT).drafts[0].name == "a.txt"
        assert "control characters" in reasons(read("a\x07.txt", REPORT))[0][1]
        assert "200 characters" in reasons(read("a" * 300 + ".txt", REPORT))[0][1]
        assert read("", REPORT).drafts[0].name == "file 1"

    @pytest.mark.parametrize("name", ["a.xlsx", "a.exe", "a.rtf"])
    def test_other_kinds_of_files_are_refused(self, name):
        assert "Only .txt" in reasons(read(name, REPORT))[0][1]

    def test_title_and_date_are_suggested_and_say_how_they_are_known(self):
        text = f"Towns fail again\n\nEASTPORT (Ferry News - 8 May 2025) - {REPORT}\n\n{REPORT}"
        [draft] = read("a.txt", text, outlet="Ferry News", published="2024", events=("Bridge",)).drafts
        assert (draft.title, draft.published, draft.outlet) == (
            "Towns fail again",
            "2025-05-08",
            "Ferry News",
        )
        assert draft.provenance == {
            "title": "inferred",
            "published": "extracted",
            "outlet": "entered",
            "events": "entered",
            "agency": "extracted",
        }
        assert (draft.agency, draft.date_stated) == ("Ferry News", "8 May 2025")

    def test_what_a_person_corrects_counts_as_entered_even_when_emptied(self):
        text = f"Towns fail again\n\n{REPORT}"
        [draft] = read("a.txt", text, outlet="X", corrections={"0": {"title": "", "outlet": "Y; Z"}}).drafts
        assert (draft.title, draft.outlet) == ("", "Y; Z")
        assert draft.provenance == {"outlet": "entered"}


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_delimiters_and_encodings_are_recognised(self, delimiter, encoding):
        raw = table([("r1", "one, two; three\n“four”")], delimiter=delimiter).decode().encode(encoding)
        [draft] = read("a.csv", raw).drafts
        assert (draft.name, draft.text) == ("r1", "one, two; three\n“four”")
        assert draft.raw.decode(draft.encoding) == draft.text

    def test_the_line_that_names_the_delimiter_to_spreadsheets_is_skipped(self):
        [draft] = read("a.csv", "sep=;\r\nid;text\r\nr1;a, b\r\n").drafts
        assert draft.text == "a, b"

    def test_quoted_line_ends_of_any_kind_are_part_of_the_cell(self):
        [draft] = read("a.csv", b'id,text\r\nr1,"a\r\nb\rc\nd"\r\n').drafts
        assert (draft.text, draft.raw) == ("a\nb\nc\nd", b"a\r\nb\rc\nd")

    def test_a_cell_may_be_as_long_as_an_article(self):
        result = read("a.csv", table([("r1", "x" * 200_000), ("r2", "y" * (MAX_TEXT + 1)), ("r3", "z")]))
        assert [draft.name for draft in result.drafts] == ["r1", "r3"]
        assert [(row, "2,000,000" in reason) for row, reason in reasons(result)] == [(3, True)]

    def test_every_bad_row_is_named_by_its_number(self):
        raw = (
            b"id,text,date,url\n"
            b"r1,a,2025,\n"
            b"r2,a\n"
            b"r3,,2025,\n"
            b"r4,a,yesterday,\n"
            b"\n"
            b"r5,a\0b,2025,\n"
            b"r6,a,2025-05-08T10:00:00Z,javascript:alert(1)\n"
        )
        result = read("a.csv", raw)
        assert [(draft.name, draft.published, draft.row) for draft in result.drafts] == [
            ("r1", "2025", 2),
            ("r6", "2025-05-08", 8),
        ]
        assert [row for row, _ in reasons(result)] == [3, 4, 5, 7]
        words = ["2 cells", "no text", "no date", "NUL"]
        assert all(word in reason for word, (_, reason) in zip(words, reasons(result), strict=True))

    def test_an_unbalanced_quote_ends_the_reading_and_says_where(self):
        result = read("a.csv", b'id,text\nr1,good\nr2,"never closed\nr3,lost\n')
        assert [draft.name for draft in result.drafts] == ["r1"]
        [(row, reason)] = reasons(result)
        assert row == 3
        assert "Nothing from here on was read" in reason

    @pytest.mark.parametrize(
        ("raw", "reason"),
        [
            (b"", "is empty"),
            (b"a,a\n1,2\n", "Two columns are called 'a'"),
            (",".join(f"c{n}" for n in range(10_000)).encode(), "10,000 columns"),
            (b"i\0d,text\n", "NUL"),
            ("id,text\nr1,a\n".encode("utf-16-le"), "NUL"),
            (b"one,two\nr1,a\n", "No column is known to hold the text"),
            (b'"never closed', "header cannot be read"),
            (b"PK\x03\x04", "save a spreadsheet as CSV"),
        ],
    )
    def test_a_table_that_cannot_be_read_is_refused_as_a_whole(self, raw, reason):
        result = read("a.csv", raw)
        assert not result.drafts
        assert reason in reasons(result)[0][1]

    def test_columns_are_guessed_from_their_names_and_can_be_chosen(self):
        header = (
            "Doc ID",
            "Head-line",
            "Full Text",
            "Newspaper",
            "Pub Date",
            "Lang",
            "Author",
            "Link",
            "Story",
        )
        row = (
            "r1",
            "Title",
            "Words",
            "Ferry News",
            "2025-05",
            "en",
            "Jo",
            "https://x.example/",
            "Bridge; Ferry",
        )
        result = read("a.csv", table([row], header))
        [draft] = result.drafts
        assert (draft.name, draft.title, draft.text) == ("r1", "Title", "Words")
        assert (draft.outlet, draft.published, draft.language, draft.byline) == (
            "Ferry News",
            "2025-05",
            "en",
            "Jo",
        )
        assert (draft.url, draft.events) == ("https://x.example/", ("Bridge", "Ferry"))
        assert set(draft.provenance.values()) == {"extracted"}
        [other] = read("a.csv", table([row], header), columns={"text": "Head-line"}).drafts
        assert (other.text, other.name, other.outlet) == ("Title", "a.csv row 2", "")
        assert columns_of([Sent("a.csv", table([row], header))]) == header

    def test_what_is_said_of_all_fills_gaps_only(self):
        raw = table([("r1", "a", "Own"), ("r2", "b", "")], ("id", "text", "outlet"))
        drafts = read("a.csv", raw, outlet="For all", language="en").drafts
        assert [(draft.outlet, draft.provenance["outlet"]) for draft in drafts] == [
            ("Own", "extracted"),
            ("For all", "entered"),
        ]

    def test_rows_can_be_corrected_one_by_one(self):
        raw = table([("r1", "a"), ("r2", "b")])
        drafts = read("a.csv", raw, corrections={"0:3": {"title": "B"}}).drafts
        assert [draft.title for draft in drafts] == ["", "B"]


class TestJsonLines:
    def test_keys_are_columns_and_a_line_keeps_its_bytes(self):
        raw = lines({"id": 7, "text": "é 😀", "events": ["A", "B"], "more": {"deep": [1]}}, {"text": "b"})
        result = read("a.jsonl", raw)
        first, second = result.drafts
        assert (first.name, first.text, first.events) == ("7", "é 😀", ("A", "B"))
        assert first.raw == raw.split(b"\n")[0]
        assert second.name == "a.jsonl row 2"
        assert result.columns == ("id", "text", "events", "more")

    @pytest.mark.parametrize(
        ("line", "reason"),
        [
            ("[" * 100_000, "nested too deeply"),
            ('{"a":' * 100_000, "nested too deeply"),
            ('{"text": "a", "text": "b"}', "the key 'text' stands there twice"),
            ('{"text": "a", "n": NaN}', "NaN is no number"),
            ('{"text": "a", "n": -Infinity}', "-Infinity is no number"),
            ('{"text": "a", "n": ' + "9" * 5_000 + "}", "a number is too long"),
            ('{"text": "a \\ud800 b"}', "unpaired surrogate"),
            ('{"text": "a", "title": "\\ud800"}', "unpaired surrogate"),
            ('{"text": "a\\u0000b"}', "NUL"),
            ('["text"]', "no object in braces"),
            ('"text"', "no object in braces"),
            ('{"text": "a"', "character"),
            ('{"text": null}', "no text"),
            ('{"title": "only"}', "no text"),
        ],
    )
    def test_a_line_that_says_something_impossible_is_refused_by_number(self, line, reason):
        result = read("a.jsonl", '{"text": "good"}\n' + line + '\n{"text": "also good"}\n')
        assert [draft.text for draft in result.drafts] == ["good", "also good"]
        [(row, said)] = reasons(result)
        assert row == 2
        assert reason in said

    def test_one_long_list_is_refused_with_a_hint(self):
        assert "one object in each line" in reasons(read("a.jsonl", '[{"text": "a"}]'))[0][1]

    def test_unusual_line_ends_inside_a_string_do_not_cut_a_line(self):
        [draft] = read("a.jsonl", '{"text": "a\u2028b\u0085c"}\r\n').drafts
        assert draft.text == "a\u2028b\u0085c"


def test_files_of_all_kinds_are_read_together():
    result = read_files(
        [("a.txt", b"one"), ("b.csv", table([("r", "two")])), ("c.jsonl", lines({"text": "three"}))]
    )
    assert [(draft.text, draft.key) for draft in result.drafts] == [
        ("one", "0"),
        ("two", "1:2"),
        ("three", "2:1"),
    ]
