"""Pages, documents, packages and tasks become proposed texts, or are refused with a reason."""

import io
import json
import time
import zipfile

import docx
import pytest

from app.services import reading_apart
from app.services.article_files import prepare, read_files
from app.services.drafts import ImportSettings
from app.services.reading_apart import Apart
from app.services.readings import Reading

LEAD = "The councils of the two river towns went home on Monday without having decided anything at all."
MORE = "Nobody knows whether they meet again, said the mayor of the smaller one, who had asked for talks."
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Towns fail | Ferry News</title>
<meta name="author" content="Jo Doe"><meta property="og:site_name" content="Ferry News">
<meta property="article:published_time" content="2025-05-08T10:00:00Z">
<script>document.write("scripted")</script></head><body><nav><a href="/">Home</a></nav>
<article><h1>Towns fail again</h1><p>{LEAD}</p><p>{MORE}</p><p>{LEAD}</p>
<svg onload="alert(1)"><text>drawn</text></svg><iframe src="http://127.0.0.1:9/">framed</iframe>
<script>alert("inside")</script></article><footer>Imprint</footer></body></html>"""
SAVED = (
    "From: <Saved>\nSnapshot-Content-Location: https://ferry.example/towns\nMIME-Version: 1.0\n"
    'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html\n'
    "Content-Transfer-Encoding: quoted-printable\n\n"
    + PAGE.replace("=", "=3D").replace("again", "=C3=A9gain")
    + "\n--b--\n"
)


def packed(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members:
            archive.writestr(name, raw)
    return buffer.getvalue()


def word(*words: str) -> bytes:
    document, buffer = docx.Document(), io.BytesIO()
    document.core_properties.title = "Towns fail"
    for one in words:
        document.add_paragraph(one)
    document.add_table(1, 1).cell(0, 0).text = "In a table"
    document.save(buffer)
    return buffer.getvalue()


def pdf(words: str) -> bytes:
    drawn = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + tail


def read(*files: tuple[str, bytes], **said):
    return read_files(files, ImportSettings(**said))


def test_pages_and_documents_are_read_and_their_bytes_kept():
    files = [("a.html", PAGE.encode()), ("b.mhtml", SAVED.encode()), ("c.docx", word(LEAD, MORE))]
    result = read(*files, ("d.pdf", pdf(LEAD)))
    assert not result.refused
    page, saved, document, printed = result.drafts
    assert page.text == f"Towns fail again\n\n{LEAD}\n\n{MORE}\n\n{LEAD}"
    assert saved.text == page.text.replace("again", "égain", 1).replace("meet again", "meet égain")
    assert document.text == f"{LEAD}\n\n{MORE}\n\nIn a table"
    assert printed.text == LEAD
    assert [draft.raw for draft in result.drafts[:3]] == [raw for _, raw in files]
    assert (page.title, page.byline, page.outlet, page.language) == (
        "Towns fail again",
        "Jo Doe",
        "Ferry News",
        "en",
    )
    assert (page.published, saved.url, document.title) == (
        "2025-05-08",
        "https://ferry.example/towns",
        "Towns fail",
    )
    assert all(draft.is_proposed and draft.provenance["text"] == "inferred" for draft in result.drafts)


def test_a_corrected_reading_is_what_is_frozen_and_counts_as_entered():
    [draft] = read(("a.html", PAGE.encode()), corrections={"0": {"text": "One.\r\n\r\nTwo."}}).drafts
    assert (draft.text, draft.provenance["text"], draft.is_proposed) == ("One.\n\nTwo.", "entered", False)


def test_nothing_hidden_in_a_page_is_proposed():
    [sent] = prepare([("a.html", PAGE.encode())])
    assert not any(word in sent.reading.whole for word in ("scripted", "drawn", "framed", "alert"))
    assert "Imprint" in sent.reading.whole


@pytest.mark.parametrize(
    ("raw", "words", "encoding"),
    [
        ("<meta charset=windows-1251><p>Совет двух городов".encode("windows-1251"), "Совет", "windows-1251"),
        (b"<meta charset=iso-8859-1><p>caf\xe9 \x93no\x94", "café “no”", "windows-1252"),
        ("<p>café".encode("utf-16"), "café", "utf-16-le"),
        (b"<meta charset=nonsense><p>caf\xe9", "café", "windows-1252"),
    ],
)
def test_pages_say_their_encoding_or_it_is_guessed(raw, words, encoding):
    [draft] = read(("a.html", raw)).drafts
    assert words in draft.text
    assert draft.encoding == encoding


def test_a_text_in_another_script_is_recognised_with_a_warning():
    words = "Советы двух городов у реки разошлись в понедельник, так ничего и не решив о новом мосте. " * 3
    result = read(("a.txt", words.encode("windows-1251")))
    assert result.drafts[0].text == words
    assert result.drafts[0].language == "ru"
    assert "was read as" in result.warnings[0].message


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.html", b"<p>a\0b", "NUL"),
        ("a.html", b"<script>only()</script>", "no text"),
        ("a.html", b"", "no web page"),
        ("a.mhtml", b"From: x\n\nno page", "without a page"),
        ("a.docx", packed(("word/document.xml", b"<broken")), "cannot be read"),
        ("a.docx", packed(("word/document.xml", b" " * 140_000_000)), "larger than"),
        (
            "a.xlsx",
            packed(("[Content_Types].xml", b""), ("xl/workbook.xml", b"")),
            "save a spreadsheet as CSV",
        ),
        ("a.pdf", b"%PDF-1.7 nothing", "cannot be read"),
        ("a.pdf", pdf(""), "without text"),
        ("a.zip", packed(("b.zip", packed(("c.txt", b"text")))), "ZIP within a ZIP"),
        ("a.zip", packed(("b.txt", b" " * 30_000_000)), "hundred times"),
        ("a.zip", packed(*((f"{n}.txt", b"a") for n in range(2_001))), "2,001 files"),
        ("a.zip", packed(), "is none"),
        ("a.zip", packed(("a.txt", b"text"))[:40], "damaged"),
        ("a.html", b"<p>" + b"a" * 64 * 1024 * 1024, "larger than 64 MB"),
    ],
    ids=range(15),
)
def test_what_cannot_be_read_is_refused_with_its_reason(name, raw, reason):
    result = read((name, raw))
    assert not result.drafts
    assert reason in result.refused[0].reason


def test_huge_and_deep_pages_end_in_an_answer():
    deep = b"<div>" * 50_000 + LEAD.encode()
    huge = b"<html><body>" + b"<p>word word word</p>" * 20_000
    for raw in (deep, huge):
        result = read(("a.html", raw))
        assert len(result.drafts) + len(result.refused) == 1


def test_a_package_holds_files_of_all_kinds():
    raw = packed(
        ("news/a.html", PAGE.encode()),
        ("news/b.txt", b"plain"),
        ("other/b.txt", b"another"),
        ("../../etc/passwd.txt", b"only a name"),
        ("__MACOSX/._a.html", b"no"),
        ("t.csv", b"id,text\nr1,cell\n"),
        ("x.exe", b"MZ"),
    )
    result = read(("all.zip", raw))
    names = ["a.html", "b.txt", "other - b.txt", "passwd.txt", "r1"]
    assert [draft.name for draft in result.drafts] == names
    assert [refusal.file_name for refusal in result.refused] == ["x.exe"]


def test_tasks_bring_their_text_and_what_data_and_meta_say():
    tasks = [
        {
            "id": 7,
            "data": {"text": LEAD, "source": "Ferry News"},
            "meta": {"date": "08th May, 2020", "agency": "AX"},
        },
        {"data": {"text": "b", "translation": True}, "annotations": [{}]},
        {"data": {"title": "no text"}},
        "no task",
    ]
    result = read(("tasks.json", json.dumps(tasks).encode()))
    first, second = result.drafts
    assert (first.name, first.outlet, first.published, first.agency) == (
        "7",
        "Ferry News",
        "2020-05-08",
        "AX",
    )
    assert first.date_stated == "08th May, 2020"
    assert second.is_translation is True
    assert [refusal.row for refusal in result.refused] == [4, 3] or [r.row for r in result.refused] == [3, 4]
    assert any("annotations or predictions: 1" in remark.message for remark in result.warnings)
    assert "no JSON" in read(("a.json", b"[{]")).refused[0].reason


def test_weekdays_stay_weekdays_until_a_person_names_the_week():
    text = f"Towns fail again\n\n5 hours ago\n\nThe councils went home on Thursday. {MORE}"
    [draft] = read(("a.txt", text.encode())).drafts
    assert (draft.published, draft.date_stated) == ("", "Thursday; 5 hours ago")
    [dated] = read(("a.txt", text.encode()), week="2025-05-06").drafts
    assert (dated.published, dated.provenance["published"]) == ("2025-05-08", "inferred")
    seen = read(("a.txt", text.encode()), retrieved="2025-05-09")
    assert seen.drafts[0].published == "2025-05-08"
    assert "“Thursday” was read as 2025-05-08" in seen.warnings[0].message
    assert "names no day by itself" in read(("a.txt", text.encode())).warnings[0].message
    assert read(("a.txt", text.encode()), retrieved="2025-05-09", published="2025").drafts[0].published
    cells = b'text,date\na,Thursday\nb,5 hours ago\nc,"Sept. 3, 2020"\n'
    rows = read(("a.csv", cells)).drafts
    assert [(row.published, row.date_stated) for row in rows] == [
        ("", "Thursday"),
        ("", "5 hours ago"),
        ("2020-09-03", "Sept. 3, 2020"),
    ]


def test_headings_within_pages_and_documents_are_proposed_as_subheadings():
    made = docx.Document()
    made.add_heading("Towns fail again", 0)
    made.add_paragraph(f"{LEAD} {MORE}")
    made.add_heading("What they said", 2)
    made.add_paragraph(MORE)
    out = io.BytesIO()
    made.save(out)
    page = (
        f"<html><body><article><h1>Towns fail again</h1><p>{LEAD} {MORE}</p><h2>What <b>they</b> said</h2>"
        f"<p>{MORE}</p></article></body></html>"
    )
    for name, raw in (("a.docx", out.getvalue()), ("a.html", page.encode())):
        [draft] = read((name, raw)).drafts
        found = [draft.text[zone.start : zone.end] for zone in draft.zones if zone.kind == "subheading"]
        assert found == ["What they said"], name


def test_a_saved_page_is_dated_from_the_day_it_was_saved_on():
    page = f"<html><body><article><p>The councils went home last Friday. {MORE}</p></article></body></html>"
    saved = (
        "Date: Thu, 8 May 2025 14:30:00 +0200\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: text/html; charset="utf-8"\r\n\r\n{page}'
    )
    [draft] = read(("a.mhtml", saved.encode())).drafts
    assert (draft.published, draft.date_stated) == ("2025-05-02", "last Friday")


def test_a_reader_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(reading_apart, "serve", _never_ready_again)
    with Apart(seconds=0.2) as apart:
        assert "within 0 seconds" in apart.read("page", b"").refused
    with Apart(all_seconds=0) as apart:
        assert "Send fewer" in apart.read("page", b"").refused


def _never_ready_again(line):
    line.send("ready")
    line.recv()
    time.sleep(60)


def test_a_reading_comes_back_from_where_it_is_kept():
    reading = Reading("a", "a b", {"title": "t"}, "utf-8", ["look"], "")
    assert Reading.from_dict(json.loads(json.dumps(reading.to_dict()))) == reading
