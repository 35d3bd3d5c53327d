"""Truth from many: what most annotators said, what two models say, and how far each annotator is right.

``majority`` counts votes and keeps ties. ``dawid_skene`` gives every annotator a confusion matrix, ``mace``
the chance to know instead of guessing; both weigh the annotators by what the data say about them.
"""

from annotations.agreement.truth.em import Limits
from annotations.agreement.truth.fitted import dawid_skene, mace
from annotations.agreement.truth.majority import majority
from annotations.agreement.truth.result import Competence, Fit, Truth

__all__ = ["Competence", "Fit", "Limits", "Truth", "dawid_skene", "mace", "majority"]
