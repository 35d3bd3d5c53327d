"""Two models of how annotators come to their values.

Dawid, A. P. & Skene, A. M. (1979). Maximum likelihood estimation of observer error-rates using the EM
algorithm. Applied Statistics 28, 20-28: every annotator has a confusion matrix.

Hovy, D., Berg-Kirkpatrick, T., Vaswani, A. & Hovy, E. (2013). Learning whom to trust with MACE. NAACL-HLT,
1120-1130: every annotator either knows the truth or guesses from a distribution of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.agreement.truth.em import Parameters, Tally, logarithm, shares, tallied
from annotations.agreement.truth.votes import Votes
from annotations.reliability.data import FloatArray


@dataclass(frozen=True, slots=True)
class DawidSkene:
    """Parameters: the shares of the classes (runs, q) and the chances (runs, voters, truth, value).

    ``smoothing`` values are added to every cell of every confusion matrix and to every class: a Dirichlet
    prior of 1 + smoothing. With 0 it is the maximum likelihood of the article (equations 2.3 to 2.5).
    """

    smoothing: float = 0.01

    def start(self, votes: Votes) -> Parameters:
        """Return the start of the article: each unit belongs to the classes in the shares of its votes."""
        posterior = shares(votes.counts()).T[None]
        tally = tallied(votes, posterior, votes.occurs[None])
        return self.maximised(tally, ())

    def log_chances(self, parameters: Parameters) -> tuple[FloatArray, FloatArray]:
        """Return the logarithms of both parameters."""
        classes, chances = parameters
        return logarithm(classes), logarithm(chances)

    def maximised(self, tally: Tally, parameters: Parameters) -> Parameters:
        """Return the expected shares (Dawid & Skene 1979, equations 2.3 and 2.4), smoothed."""
        return shares(tally.classes + self.smoothing), shares(tally.answers + self.smoothing)

    def log_prior(self, parameters: Parameters) -> FloatArray:
        """Return the log density of the Dirichlet priors, up to a constant."""
        if not self.smoothing:
            return np.zeros(len(parameters[0]))
        classes, chances = self.log_chances(parameters)
        return np.asarray(self.smoothing * (classes.sum(axis=1) + chances.sum(axis=(1, 2, 3))))


@dataclass(frozen=True, slots=True)
class Mace:
    """Parameters: the chance to know (runs, voters) and what a guess says (runs, voters, q).

    All classes are equally likely before the values are seen. ``smoothing`` values are added to knowing, to
    guessing and to each value guessed: Beta and Dirichlet priors of 1 + smoothing.
    """

    smoothing: float

    def starts(self, votes: Votes, restarts: int, seed: int) -> Parameters:
        """Return one even start and ``restarts`` - 1 random ones; guesses start as the annotator's shares."""
        rng = np.random.default_rng(seed)
        knows = rng.uniform(0.1, 0.95, (restarts, len(votes.voters)))
        knows[0] = 0.5
        given = np.zeros((len(votes.voters), votes.categories))
        for column in votes.columns:
            given[column.voter] += votes.occurs[column.rows] @ column.chosen
        # One more of each, so that no value begins as one that can never be guessed.
        guesses = np.repeat(shares(given + 1)[None], restarts, axis=0)
        return knows, guesses

    def log_chances(self, parameters: Parameters) -> tuple[FloatArray, FloatArray]:
        """Return equal classes, and the truth if known or else what a guess says."""
        knows, guesses = parameters
        runs, _, q = guesses.shape
        chances = np.repeat(((1 - knows)[:, :, None] * guesses)[:, :, None, :], q, axis=2)
        chances += knows[:, :, None, None] * np.eye(q)
        return np.full((runs, q), -np.log(q)), logarithm(chances)

    def maximised(self, tally: Tally, parameters: Parameters) -> Parameters:
        """Return the shares of values that were known, and what the others said."""
        knows, guesses = parameters
        right = np.diagonal(tally.answers, axis1=2, axis2=3)
        by_knowing = knows[:, :, None]
        by_luck = (1 - by_knowing) * guesses
        sure = np.divide(
            by_knowing, by_knowing + by_luck, out=np.zeros_like(guesses), where=by_knowing + by_luck > 0
        )
        known = right * sure
        guessed = np.maximum(tally.answers.sum(axis=2) - known, 0.0)
        known_or_not = np.stack([known.sum(axis=2), guessed.sum(axis=2)], axis=-1)
        return shares(known_or_not + self.smoothing)[..., 0], shares(guessed + self.smoothing)

    def log_prior(self, parameters: Parameters) -> FloatArray:
        """Return the log density of the Beta and Dirichlet priors, up to a constant."""
        knows, guesses = parameters
        if not self.smoothing:
            return np.zeros(len(knows))
        strategies = (logarithm(knows) + logarithm(1 - knows)).sum(axis=1)
        return np.asarray(self.smoothing * (strategies + logarithm(guesses).sum(axis=(1, 2))))
