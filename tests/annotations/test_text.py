import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import OutsideText, UndecodableText
from annotations.text import code_point_offset, decode, fingerprint, freeze, utf16_offset


@pytest.mark.parametrize(
    ("raw", "text", "encoding"),
    [
        ("“Noël” 😀".encode(), "“Noël” 😀", "utf-8"),
        (b"\xef\xbb\xbfplain", "plain", "utf-8"),
        ("\ufeffNoël 😀".encode("utf-16-le"), "Noël 😀", "utf-16-le"),
        ("\ufeffNoël 😀".encode("utf-16-be"), "Noël 😀", "utf-16-be"),
        (b"a\r\nb\rc\nd\r\n", "a\nb\nc\nd\n", "utf-8"),
        ("e\u0301 \u00a0 \u2028 \ufb01".encode(), "e\u0301 \u00a0 \u2028 \ufb01", "utf-8"),
    ],
)
def test_nothing_but_marks_and_line_ends_is_changed(raw, text, encoding):
    decoded = decode(raw)
    assert (decoded.text, decoded.encoding, decoded.warnings) == (text, encoding, ())


def test_a_file_of_the_old_windows_kind_is_read_with_a_warning():
    decoded = decode(b"\x93quoted\x94 caf\xe9")
    assert (decoded.text, decoded.encoding) == ("“quoted” café", "windows-1252")
    assert "Windows-1252" in decoded.warnings[0]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"a\0b", "NUL"),
        ("word".encode("utf-16-le"), "NUL"),
        ("\ufeffword".encode("utf-32-le"), "NUL"),
        (b"caf\x81\xe9", "byte 4"),
        (b"\xef\xbb\xbfcaf\xe9 au lait", "byte 4 of the file cannot be read as utf-8"),
        (b"\xff\xfea\x00b", "utf-16-le"),
        (b"\xff\xfe\x3d\xd8a\x00", "utf-16-le"),
        (b"", "no text"),
        (b" \r\n\t", "no text"),
        (b"x" * 2_000_001, "at most 2,000,000 characters"),
        (b"x" * 8_000_010, "longer than 2,000,000 characters"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(raw, reason):
    with pytest.raises(UndecodableText, match=reason):
        decode(raw)


def test_text_from_a_table_is_held_to_the_same_rules():
    assert freeze("a\r\nb").text == "a\nb"
    with pytest.raises(UndecodableText, match="half a character"):
        freeze("a\ud83d")


@pytest.mark.parametrize("text", ["the â€œwordâ€\x9d", "cafÃ©", "lost \ufffd one"])
def test_damage_done_before_is_pointed_out(text):
    assert len(freeze(text).warnings) == 1


def test_the_fingerprint_is_the_hash_of_the_utf8_bytes():
    assert fingerprint("é") == hashlib.sha256("é".encode()).hexdigest()


def test_offsets_after_an_emoji_differ_by_one():
    assert utf16_offset("A 😀 day", 3) == 4
    assert code_point_offset("A 😀 day", 4) == 3


def test_no_position_lies_inside_a_character():
    with pytest.raises(OutsideText, match="inside"):
        code_point_offset("A 😀 day", 3)


@pytest.mark.parametrize("convert", [utf16_offset, code_point_offset])
@pytest.mark.parametrize("offset", [-1, 9, True, 1.0, "1", None])
def test_a_position_outside_the_text_is_refused(convert, offset):
    with pytest.raises(OutsideText):
        convert("A 😀 day", offset)


frozen = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("😀𝒳漢"))


@given(frozen)
def test_every_offset_survives_the_way_to_the_browser_and_back(text):
    units = [utf16_offset(text, offset) for offset in range(len(text) + 1)]
    assert [code_point_offset(text, unit) for unit in units] == list(range(len(text) + 1))
    assert units[-1] == len(text.encode("utf-16-le")) // 2


@given(frozen.filter(str.strip).filter(lambda text: "\0" not in text and not text.startswith("\ufeff")))
def test_decoding_twice_changes_nothing_more(text):
    once = decode(text.encode()).text
    assert decode(once.encode()).text == once
