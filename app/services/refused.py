"""How a use case says no."""

from annotations.errors import AnnotationError


class Refused(AnnotationError):
    """A use case says no, in a sentence for the person who asked; nothing was changed."""
