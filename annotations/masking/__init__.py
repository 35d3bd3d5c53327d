"""Masks: what in a text tells whose article it is, covered so that every offset stays what it was."""

from annotations.masking.covering import MARK, Ranges, cover, covered, masked, restored
from annotations.masking.identity import Identity

__all__ = ["MARK", "Identity", "Ranges", "cover", "covered", "masked", "restored"]
