"""A labeling config of Label Studio: which text is marked, with which controls, and what each may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from annotations.frozen import FrozenMapping

REGION_TAGS = ("Labels", "HyperTextLabels")
TREE_TAGS = ("Taxonomy",)
# The tag of each control that is understood, and the type that its results carry.
TYPES: Mapping[str, str] = FrozenMapping(
    {
        "Labels": "labels",
        "HyperTextLabels": "hypertextlabels",
        "Choices": "choices",
        "TextArea": "textarea",
        "Rating": "rating",
        "Number": "number",
        "DateTime": "datetime",
        "Taxonomy": "taxonomy",
        "Pairwise": "pairwise",
    }
)
OBJECTS = ("Text", "HyperText")
TEXT = "text"  # how our own configs call the text, and the column of the task that holds it


class BadConfig(ValueError):
    """A labeling config that cannot be used; the message says why."""


@dataclass(frozen=True)
class Option:
    """One label or choice: ``path`` is what results hold, from the outermost heading to itself."""

    path: tuple[str, ...]
    shown: str
    colour: str = ""
    hotkey: str = ""
    hint: str = ""

    @property
    def stored(self) -> str:
        """What results hold of it: its alias, or else its value."""
        return self.path[-1]


@dataclass(frozen=True)
class Control:
    """One tag that people answer; ``unless`` names another one and the choice there that hides this one."""

    tag: str
    name: str
    to_name: str
    title: str = ""
    definition: str = ""
    options: tuple[Option, ...] = ()
    single: bool = True
    nested: bool = False
    per_region: bool = False
    required: bool = False
    region_of: str = ""  # the labels whose regions a control of regions belongs to; "" for any
    unless: tuple[str, str] | None = None
    low: float | None = None
    high: float | None = None
    whole: bool = False
    date_only: bool = False

    @property
    def type(self) -> str:
        """The type that its results carry."""
        return TYPES[self.tag]

    @cached_property
    def by_path(self) -> Mapping[tuple[str, ...], Option]:
        """Its options by what results hold."""
        return FrozenMapping({option.path: option for option in self.options})

    @cached_property
    def codes(self) -> Mapping[tuple[str, ...], str]:
        """A short name for each option: its last step, or its whole path where two branches share that."""
        last = [option.stored for option in self.options]
        return FrozenMapping(
            {
                option.path: option.stored if last.count(option.stored) == 1 else "/".join(option.path)
                for option in self.options
            }
        )


@dataclass(frozen=True)
class TextTag:
    """The tag that shows a text; ``key`` is the column of the task that holds it."""

    name: str
    key: str
    html: bool = False


@dataclass(frozen=True)
class Config:
    """A whole labeling config."""

    texts: Mapping[str, TextTag]
    controls: Mapping[str, Control]
    relations: frozenset[str] = frozenset()
    ignored: Mapping[str, int] = field(default_factory=FrozenMapping)  # conditions that are not understood

    def regions(self) -> list[Control]:
        """The controls that make regions."""
        return [control for control in self.controls.values() if control.tag in REGION_TAGS]
