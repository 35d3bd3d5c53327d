"""Web pages and saved pages become proposed texts. Nothing of a page is run, drawn or fetched.

These functions run in a process of their own; see `reading_apart`.
"""

from __future__ import annotations

import email
import re
from email import policy
from email.utils import parsedate_to_datetime
from typing import Any

from app.services.readings import Reading, paragraphs_joined
from app.services.refused import Refused

# What a reader never sees, or what is no text: left out of everything that is proposed.
UNSEEN = re.compile(
    "script|style|noscript|template|svg|math|i?frame|frameset|object|embed|applet|canvas|audio|video|title|meta|input"
    "|select|textarea|button"
)
BLOCKS = re.compile(
    "address|article|aside|blockquote|body|br|caption|d[dlt]|details|div|fieldset|figcaption|figure|footer|form"
    "|h[1-6r]|header|li|main|nav|[ou]l|p|pre|section|summary|table|t[dhr]"
)
MAX_HEADING, MAX_HEADINGS = 200, 500
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_ENCODINGS = {"iso-8859-1": "windows-1252", "latin-1": "windows-1252", "ascii": "windows-1252"}


def read_page(raw: bytes, *, encoding: str = "", url: str = "") -> Reading:
    """Return what a web page seems to say, or raise Refused."""
    text, known, doubts = page_text(raw, encoding)
    if "\0" in text:
        raise Refused("It holds the character NUL, so it is no web page.")
    tree = _tree(text)
    facts, main = _article(text, url)
    if language := (tree.get("lang") or "").strip():
        facts["language"] = language
    whole = _whole(tree)
    if not main:
        doubts.append("No article was recognised in the page, so all of its text is proposed.")
    if not (main or whole):
        raise Refused("There is no text in the page that can be read.")
    return Reading(main or whole, whole, facts, known, doubts, headings=_headings(tree))


def read_saved_page(raw: bytes) -> Reading:
    """Return what a page saved as MHTML seems to say, or raise Refused."""
    message = email.message_from_bytes(raw, policy=policy.default)
    for count, part in enumerate(message.walk()):
        if count > 2_000:
            break
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            page = part.get_payload(decode=True)
            if isinstance(page, bytes):
                where = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
                read = read_page(page, encoding=part.get_content_charset() or "", url=_web(where))
                read.facts |= _saved_on(message)
                return read
    raise Refused("It is a saved page (MHTML) without a page in it.")


def _saved_on(message: Any) -> dict[str, str]:
    """Return the day on which the browser saved the page, by its own clock."""
    try:
        return {"retrieved": parsedate_to_datetime(str(message.get("Date"))).date().isoformat()}
    except (ValueError, TypeError):
        return {}


def page_text(raw: bytes, encoding: str = "") -> tuple[str, str, list[str]]:
    """Return the source of a page, its encoding and doubts about it."""
    from annotations.text import named_encoding
    from app.services.charsets import guessed

    doubts: list[str] = []
    said = _CHARSET.search(raw[:4_096])
    for name in (named_encoding(raw), encoding, said[1].decode() if said else "", "utf-8"):
        try:
            known = _ENCODINGS.get(name.lower(), name)
            if known:
                return raw.decode(known).removeprefix("\ufeff"), known, doubts
        except (UnicodeError, LookupError):
            doubts.append(f"The page cannot be read as {name[:40]}, which it says or would usually be.")
    name = guessed(raw)
    doubts.append(f"It was read as {name}, which was guessed. Check its quotes and accents.")
    return raw.decode(name, errors="replace"), name, doubts


def _tree(text: str) -> Any:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        # As bytes: lxml refuses characters that come with a declaration of their encoding.
        tree = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, ValueError):
        raise Refused("It is no web page that can be read.") from None
    unseen = [element.tag for element in tree.iter(etree.Element) if UNSEEN.fullmatch(str(element.tag))]
    etree.strip_elements(tree, *set(unseen), with_tail=False)
    return tree


def _article(text: str, url: str) -> tuple[dict[str, str], str]:
    """Return what trafilatura takes for the article; it only proposes, a person confirms."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        text,
        url=url or None,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if found is None:
        return {}, ""
    names = {"title": found.title, "byline": found.author, "published": found.date}
    names |= {"outlet": found.sitename, "url": _web(url or found.url or ""), "language": found.language}
    facts = {name: " ".join(str(value).split()) for name, value in names.items() if value}
    return facts, paragraphs_joined((found.text or "").split("\n"))


def _whole(tree: Any) -> str:
    """Return all text that a reader of the page would see, a paragraph for each block."""
    parts: list[str] = [""]
    # From the root: of a page that names no body, parsers put all that is seen into its head.
    for event, element in _walk(tree):
        if event == "text":
            parts[-1] += element
        elif BLOCKS.fullmatch(element):
            parts.append("")
    return paragraphs_joined(parts)


def _headings(tree: Any) -> list[str]:
    """Return the headings below the first, which is the headline."""
    found = (" ".join(one.text_content().split()) for one in tree.iter("h2", "h3", "h4", "h5", "h6"))
    return [words for words in found if 0 < len(words) <= MAX_HEADING][:MAX_HEADINGS]


def _walk(root: Any) -> Any:
    """Yield texts and the names of elements that begin or end, without climbing down by recursion."""
    from lxml import etree

    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        yield "element", name
        if event == "start" and name and element.text:
            yield "text", element.text
        elif event == "end" and element is not root and element.tail:
            yield "text", element.tail


def _web(address: str) -> str:
    return address.strip()[:2_000] if address.strip().startswith(("https://", "http://")) else ""
