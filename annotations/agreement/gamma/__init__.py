"""Gamma: one measure for where annotators mark and what they call it (Mathet, Widlöcher & Métivier 2015).

``gamma`` measures a corpus, ``layer_gamma`` a layer of a codebook; ``best_alignment`` shows which units of a
document go together.
"""

from annotations.agreement.gamma.alignment import best_alignment
from annotations.agreement.gamma.dissimilarity import Dissimilarity, ordinal_distances, tree_distances
from annotations.agreement.gamma.expectation import Sampling
from annotations.agreement.gamma.layers import layer_gamma
from annotations.agreement.gamma.measure import GAMMA, GAMMA_CAT, GAMMA_K, gamma
from annotations.agreement.gamma.units import Document, documents_of

__all__ = [
    "GAMMA",
    "GAMMA_CAT",
    "GAMMA_K",
    "Dissimilarity",
    "Document",
    "Sampling",
    "best_alignment",
    "documents_of",
    "gamma",
    "layer_gamma",
    "ordinal_distances",
    "tree_distances",
]
