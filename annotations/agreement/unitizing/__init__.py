"""Krippendorff's unitizing coefficients: do annotators mark the same stretches, with the same labels?

``continua`` and ``layer_continua`` bring in what was marked, ``unitizing`` measures it.
"""

from annotations.agreement.unitizing.codings import layer_continua
from annotations.agreement.unitizing.continua import Continua, Continuum, continua
from annotations.agreement.unitizing.measure import Grouping, label_unitizing, unitizing
from annotations.agreement.unitizing.sums import ANY_OTHER, EACH_OTHER
from annotations.agreement.unitizing.superseded import superseded_unitizing

__all__ = [
    "ANY_OTHER",
    "EACH_OTHER",
    "Continua",
    "Continuum",
    "Grouping",
    "continua",
    "label_unitizing",
    "layer_continua",
    "superseded_unitizing",
    "unitizing",
]
