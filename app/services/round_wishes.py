"""What a round is to be, and what the plan of it comes to."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from annotations import assignments
from annotations.agreement.planning import expected_width
from annotations.assignments import Subsample, Unit, Wishes
from annotations.suggested import USUAL_SHARE
from app.models import CodebookVersion, Round, User

Planned = assignments.Planned[int, int]


@dataclass(frozen=True)
class Wanted:
    """What a round is to be; nothing of it is stored.

    Attributes:
        article_ids: in the order of the corpus.
        annotators: members of the project with the role annotator.
        per_article: so many annotators for each article; none means all of them.
        subsample: articles that more annotators code, drawn at random.
        cap: the most that one annotator may owe.
        stratified: outlets and events are spread evenly.
        latin: the outlets of an event are served in the order of a Latin square.
        lease_hours: a draft left for longer may be released; none means never.
        due_at: when the work should be done.
        outlet_masked: whose article it is cannot be seen while annotating.
        shows_reliability: managers may see how reliable the work is so far while the round is blind.
        pass_marks: what passes a training: measure -> least value.
        after_training: only who passed this training is given articles.
        suggestions: suggestions of programs are shown or not; none means as is usual for the phase.
        without_suggestions: so many percent of the articles come without them.
        gold_count: so many articles with a key are mixed in unseen; or those of gold_articles.
    """

    name: str
    phase: str
    codebook: CodebookVersion
    article_ids: Sequence[int]
    annotators: Sequence[User]
    per_article: int | None = None
    blind: bool = True
    seed: int = 1
    subsample: Subsample | None = None
    cap: int | None = None
    stratified: bool = False
    latin: bool = False
    lease_hours: int | None = None
    due_at: datetime | None = None
    outlet_masked: bool = False
    shows_reliability: bool = False
    pass_marks: Mapping[str, float] = field(default_factory=dict)
    after_training: Round | None = None
    suggestions: bool | None = None
    without_suggestions: int | None = None
    gold_count: int = 0
    gold_articles: Sequence[int] = ()

    @property
    def stored(self) -> dict[str, Any]:
        """Return as plain JSON what a round keeps of the plan, beside its columns."""
        kept: dict[str, Any] = {}
        if self.subsample is not None:
            kept["subsample"] = asdict(self.subsample)
        if self.cap is not None:
            kept["cap"] = self.cap
        if self.suggestions is not None:
            kept["suggestions"] = self.suggestions
        if self.without_suggestions not in (None, USUAL_SHARE):
            kept["without_suggestions"] = self.without_suggestions
        return kept | {name: True for name in ("stratified", "latin") if getattr(self, name)}

    @property
    def wishes(self) -> Wishes[int]:
        """What the plan is asked for."""
        caps = {} if self.cap is None else {user.id: self.cap for user in self.annotators}
        return Wishes(
            self.per_article,
            self.subsample,
            caps,
            self.stratified,
            "latin" if self.latin else "mixed",
            self.seed,
        )


@dataclass(frozen=True)
class Plan:
    """Who would code what; the same wishes give the same plan."""

    wanted: Wanted
    planned: tuple[Planned, ...]
    units: Sequence[Unit[int]] = field(default=(), repr=False)
    gold: tuple[Planned, ...] = ()  # the same articles for everybody, beside what is planned

    @property
    def gold_articles(self) -> list[int]:
        """Return the articles that are mixed in."""
        return sorted({one.article for one in self.gold})

    @property
    def loads(self) -> list[tuple[User, int]]:
        """Return how many articles each annotator would owe."""
        counts = assignments.load(self.planned)
        return [(user, counts.get(user.id, 0)) for user in self.wanted.annotators]

    @property
    def overlaps(self) -> list[tuple[User, User, int]]:
        """Return how many articles each pair would share, pairs that share none included."""
        counts: Counter[frozenset[int]] = Counter()
        for pair, shared in assignments.overlap(self.planned).items():
            counts[frozenset(pair)] += shared
        people = self.wanted.annotators
        return [
            (first, second, counts[frozenset((first.id, second.id))])
            for place, first in enumerate(people)
            for second in people[place + 1 :]
        ]

    @cached_property
    def outlets(self) -> list[tuple[str, int, int]]:
        """Return for each outlet its articles, and how many of them two or more annotators would code."""
        found = assignments.double_coded(self.planned, self.units)
        named = [(str(outlet or "no outlet"), *numbers) for outlet, numbers in found.items()]
        return sorted(named)

    @property
    def double_coded(self) -> int:
        """Return how many articles two or more annotators would code."""
        return sum(doubled for _, _, doubled in self.outlets)

    @property
    def drawn(self) -> int:
        """Return how many articles are in the reliability subsample."""
        return len(assignments.drawn(self.units, self.wanted.wishes))

    @property
    def expected_width(self) -> float | None:
        """Return how wide the interval of an alpha of .80 would be, if articles are coded twice."""
        return expected_width(self.double_coded, alpha=0.8, share=0.3)

    @property
    def digest(self) -> str:
        """Return a name of exactly this plan, to notice that another one would be made by now."""
        rows = [(one.article, one.annotator, one.position) for one in (*self.planned, *self.gold)]
        return hashlib.sha256(repr((self.wanted.codebook.id, rows)).encode()).hexdigest()
