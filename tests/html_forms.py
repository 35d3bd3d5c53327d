"""The forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class HtmlForm:
    """One form: where it goes and what it would send untouched."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    labels: dict[str, list[tuple[str, str]]] = field(
        default_factory=dict
    )  # name -> (value, words) of choices

    def filled(self, **values: str | list[str]) -> dict[str, list[str]]:
        """Return what is sent when these fields are filled in; the others stay as they are."""
        sent: dict[str, list[str]] = {}
        for name, value in self.fields:
            sent.setdefault(name, []).append(value)
        for name, value in values.items():
            sent[name] = [value] if isinstance(value, str) else value
        return sent


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self._open: HtmlForm | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._several = False
        self._area: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = HtmlForm(given.get("action", ""))
            self.forms.append(self._open)
        if self._open is None:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            self._input(self._open, name, given)
        elif tag == "select":
            self._select, self._options, self._several = name, [], "multiple" in given
        elif tag == "option" and self._select:
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea" and name:
            self._area = (name, [])

    def _input(self, form: HtmlForm, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in {"checkbox", "radio"}:
            form.labels.setdefault(name, []).append((given.get("value", "on"), given.get("id", "")))
            if "checked" in given:
                form.fields.append((name, given.get("value", "on")))
        elif kind not in {"submit", "button", "file"}:
            form.fields.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select" and self._select and self._open is not None:
            chosen = [value for value, is_chosen in self._options if is_chosen]
            if not chosen and not self._several:
                chosen = [value for value, _ in self._options[:1]]  # as a browser does
            self._open.fields += [(self._select, value) for value in chosen]
            self._select = None
        elif tag == "textarea" and self._area and self._open is not None:
            self._open.fields.append((self._area[0], "".join(self._area[1]).removeprefix("\n")))
            self._area = None


def forms_of(html: str) -> list[HtmlForm]:
    """Return the forms of a page, in order."""
    reader = _Reader()
    reader.feed(html)
    return reader.forms


def form_to(html: str, ending: str) -> HtmlForm:
    """Return the form whose address ends so, else the one that is sent back to the page's own address."""
    forms = forms_of(html)
    found = [form for form in forms if form.action and form.action.split("?")[0].endswith(ending or "\0")]
    found = found or [form for form in forms if not form.action]
    assert found, (ending, [form.action for form in forms])
    return found[0]
