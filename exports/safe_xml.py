"""XML from outside: no document type, no entities of its own, no other file and no other machine."""

from __future__ import annotations

from typing import Any

MAX_DEPTH = 100


class BadXml(ValueError):
    """XML that is refused; the message says why, and on which line where that is known."""


def read_xml(data: bytes, what: str = "The file") -> Any:
    """Return the root element of the document.

    Raises:
        BadXml: the document is no XML, brings a document type along, or is nested without end.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise BadXml(f"{what} is no XML that can be read: {error.msg}.") from None
    except ValueError as error:
        raise BadXml(f"{what} is no XML that can be read: {error}.") from None
    if root.getroottree().docinfo.doctype:
        raise BadXml(f"{what} brings a document type (DOCTYPE) along, which is not accepted.")
    if _too_deep(root):
        raise BadXml(f"{what} is nested more than {MAX_DEPTH} elements deep.")
    return root


def _too_deep(root: Any) -> bool:
    depth = 0
    from lxml import etree

    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False
