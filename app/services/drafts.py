"""What an import is made of: articles to be, what was refused and what a person should look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from annotations.zones import Zone

# What a table may say of an article, in the order in which pages show it. The text is the only duty.
FIELDS = (
    "text",
    "name",
    "title",
    "outlet",
    "event",
    "published",
    "language",
    "byline",
    "url",
    "agency",
    "translation",
)
# What may be said of all articles of an import, and corrected for each of them.
CORRECTABLE = ("title", "outlet", "event", "published", "language", "agency")
FOR_ALL = (*CORRECTABLE[1:], "translation")
TRANSLATION = {"yes": True, "no": False}  # anything else is not known


@dataclass(frozen=True)
class ArticleDraft:
    """An article that is ready to enter the corpus.

    Attributes:
        name: unique in the project; the file name, or the id that a table gives.
        text: decoded and frozen by `annotations.text`.
        raw: the bytes it came from, kept as evidence.
        file_name: the file that held it; never used as a path.
        outlet: name of an outlet, which is made if the project has none of that name; may be empty.
        events: names of events, made likewise.
        provenance: field -> extracted, inferred or entered.
        zones: suggested from the text if not given.
        row: the row or line of its table.
        agency: whose copy it prints, as printed.
        date_stated: what the text says of its date, as printed.
        date_doubt: how its day followed from that, or why none did.
        is_translation: None if nobody knows.
        is_proposed: a program read the text out of a page or document, and a person should look at it.
        key: where the import found it, for corrections before it is confirmed.
    """

    name: str
    text: str
    raw: bytes
    encoding: str = "utf-8"
    file_name: str = ""
    title: str = ""
    outlet: str = ""
    events: tuple[str, ...] = ()
    published: str = ""
    language: str = ""
    byline: str = ""
    url: str = ""
    provenance: Mapping[str, str] = field(default_factory=dict)
    zones: tuple[Zone, ...] | None = None
    row: int | None = None
    key: str = ""
    agency: str = ""
    date_stated: str = ""
    date_doubt: str = ""
    is_translation: bool | None = None
    is_proposed: bool = False

    @property
    def beginning(self) -> str:
        """Return the first words of the body, by which a person recognises the article."""
        start, end = 0, len(self.text)
        for zone in self.zones or ():
            if self.text[start : zone.start].strip():
                end = zone.start
                break
            start = zone.end
        return " ".join(self.text[start : min(end, start + 400)].split())


@dataclass(frozen=True)
class Refusal:
    """A file or a row that cannot become an article, and why."""

    file_name: str
    row: int | None
    reason: str


@dataclass(frozen=True)
class Remark:
    """Something about a file or a row that a person should look at; it is no reason to refuse it."""

    file_name: str
    row: int | None
    message: str


@dataclass(frozen=True)
class ImportSettings:
    """What a person says about the files of one import.

    Attributes:
        outlet: used where the file does not name one; so are events, published, language and agency.
        translation: yes, no, or empty where nobody knows.
        week: a day; where a text names a weekday only, that of the same week is its date.
        retrieved: the day on which the texts were retrieved, from which "last Thursday" and "May 8" are seen.
        columns: field -> column of the tables; guessed from the names of the columns if None.
        corrections: key of a draft -> field -> what it shall be instead.
        keep_duplicates: also import texts that the project has already.
    """

    outlet: str = ""
    events: tuple[str, ...] = ()
    published: str = ""
    language: str = ""
    columns: Mapping[str, str] | None = None
    corrections: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keep_duplicates: bool = False
    agency: str = ""
    translation: str = ""
    week: str = ""
    retrieved: str = ""

    def for_all(self, name: str) -> str:
        """Return what is said of all articles about a field."""
        if name == "event":
            return joined(self.events)
        return str(getattr(self, name)) if name in FOR_ALL else ""

    def corrected(self, corrections: Mapping[str, Mapping[str, str]]) -> Self:
        """Return the settings with more corrections."""
        merged = {key: {**self.corrections.get(key, {}), **new} for key, new in corrections.items()}
        return replace(self, corrections={**self.corrections, **merged})

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "outlet": self.outlet,
            "events": list(self.events),
            "published": self.published,
            "language": self.language,
            "columns": dict(self.columns) if self.columns is not None else None,
            "corrections": {key: dict(fields) for key, fields in self.corrections.items()},
            "keep_duplicates": self.keep_duplicates,
            "agency": self.agency,
            "translation": self.translation,
            "week": self.week,
            "retrieved": self.retrieved,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Return the settings that `to_dict` wrote."""
        return cls(**{**stored, "events": tuple(stored["events"])})


@dataclass(frozen=True)
class ReadResult:
    """What files hold: drafts, refused rows, remarks, and how their tables were understood.

    Attributes:
        columns: the columns of all tables, in order.
        mapping: field -> column, as given or guessed.
        sample: the first rows of the tables, each column -> cell.
    """

    drafts: tuple[ArticleDraft, ...]
    refused: tuple[Refusal, ...]
    warnings: tuple[Remark, ...]
    columns: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    sample: tuple[Mapping[str, str], ...] = ()


def split_names(written: str) -> tuple[str, ...]:
    """Return the names in a list written with semicolons, each once."""
    return tuple(dict.fromkeys(name.strip() for name in written.split(";") if name.strip()))


def joined(names: tuple[str, ...]) -> str:
    """Return names as `split_names` reads them."""
    return "; ".join(names)
