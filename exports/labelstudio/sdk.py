"""Label Studio's own parser of labeling configs: what it refuses, its server would refuse too."""

from __future__ import annotations

from exports.labelstudio.model import BadConfig, Config
from exports.labelstudio.parsing import parse


def checked(xml: str) -> Config:
    """Return what the labeling config says, after Label Studio's own parser has accepted it.

    Raises:
        BadConfig: it is refused there or here, with the reason.
    """
    config = parse(xml)  # first, since it refuses what is dangerous to read
    # Imported here: it takes a second and 60 MB.
    from label_studio_sdk._legacy import exceptions
    from label_studio_sdk.label_interface import LabelInterface  # type: ignore[attr-defined]

    refusals = (
        exceptions.LSConfigParseException,
        exceptions.LabelStudioXMLSyntaxErrorSentryIgnored,
        exceptions.LabelStudioValidationErrorSentryIgnored,
        ValueError,
    )
    try:
        LabelInterface(_without_declaration(xml)).validate()  # type: ignore[no-untyped-call]
    except refusals as reason:
        raise BadConfig(
            f"Label Studio's own parser refuses the labeling config: {str(reason)[:500]}"
        ) from None
    return config


def _without_declaration(xml: str) -> str:
    start = xml.lstrip("\ufeff \t\r\n")
    return start.partition("?>")[2] if start.startswith("<?xml") else start
