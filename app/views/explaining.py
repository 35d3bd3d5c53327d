"""Refusals shown on the form that was sent, with everything that was typed still there."""

from collections.abc import Iterator
from contextlib import contextmanager

from wtforms import Form

from annotations.errors import AnnotationError, CodebookError


@contextmanager
def explaining(form: Form) -> Iterator[None]:
    """Turn a refusal inside the block into errors of the form.

    Put it outside of `writing()`, so that the transaction is rolled back first; inside a request's own
    transaction the answer 422 does that.
    """
    try:
        yield
    except CodebookError as error:
        form.form_errors.extend(error.lines)
    except AnnotationError as error:
        form.form_errors.append(str(error))
