"""What can go wrong while data leaves the house or comes back, each under its own name."""

from __future__ import annotations

from annotations.errors import AnnotationError


class ExportError(AnnotationError):
    """The root of everything this package refuses."""


class Unwritable(ExportError):
    """A row or value that a table did not declare, so that writing it would mean guessing."""


class UnknownReference(ExportError):
    """A record that points to another record which the bundle does not hold."""


class UnreadableBundle(ExportError):
    """A bundle that is damaged, was changed after it was written, or was never one of ours."""
