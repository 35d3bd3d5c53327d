"""Files with what programs suggest: predictions in tasks of Label Studio, and tables of spans."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from sqlalchemy.orm import Session

from annotations.annotation import Annotation
from annotations.codebook import Codebook
from annotations.errors import AnnotationError
from annotations.operations import Operation
from app.models import Project, User
from app.services import suggesting
from app.services.marks_in import found_in
from app.services.marks_matching import Articles, labels
from app.services.marks_saying import Saying
from app.services.refused import Refused
from app.services.said_by_programs import WrongResults
from app.services.suggesting import Said
from exports.formats.incoming import Unreadable, json_of, table_of, text_of
from exports.formats.marked import File, Found, FoundReading, Losses, Trouble
from exports.formats.offsets import settle
from exports.labelstudio.tasks import Names

LABEL_STUDIO, SPANS = "labelstudio", "spans"
FORMATS = {LABEL_STUDIO: "Label Studio: tasks with predictions (JSON)", SPANS: "A table of spans (TSV, CSV)"}
TOLD = 5


def take(
    session: Session,
    project: Project,
    code: str,
    files: Sequence[File],
    model: str,
    version: str,
    actor: User | None,
) -> list[Said]:
    """Store what files suggest, all of it or nothing, and return it.

    Raises:
        Refused: names file, place and reason of what cannot be taken.
    """
    if code not in FORMATS:
        raise Refused(f"{code[:40]!r} is no format of suggestions.")
    reading = _Reading(session, project, model, version)
    said = list(reading.predictions(files) if code == LABEL_STUDIO else reading.spans(files))
    if reading.troubles:
        reasons = "; ".join(": ".join(filter(None, one)) for one in reading.troubles[:TOLD])
        more = f" And {len(reading.troubles) - TOLD:,} more." if len(reading.troubles) > TOLD else ""
        raise Refused(f"Nothing was taken. {reasons}{more}")
    suggesting.keep(session, project, reading.made_of, said, actor)
    return said


class _Reading:
    """Files in work: what they suggest, and what is wrong with them."""

    def __init__(self, session: Session, project: Project, model: str, version: str) -> None:
        self.session, self.project, self.model, self.version = session, project, model, version
        self.made_of = suggesting.instrument_of(session, project)
        self.articles = Articles(session, project)
        self.troubles: list[Trouble] = []

    def predictions(self, files: Sequence[File]) -> Iterator[Said]:
        """Yield what the predictions of tasks say."""
        for file in files:
            named = Names()
            try:
                held = json_of(text_of(file))
                tasks = held if isinstance(held, list) else [held]
            except Unreadable as reason:
                self.troubles.append(Trouble(file.path, "", str(reason)))
                continue
            for number, task in enumerate(tasks, 1):
                try:
                    yield from self._of_task(file.path, task, named)
                except WrongResults as error:
                    self._wrong(file.path, f"task number {number}", error)
                except (Unreadable, AnnotationError) as reason:
                    self.troubles.append(Trouble(file.path, f"task number {number}", str(reason)))

    def _wrong(self, path: str, place: str, error: WrongResults) -> None:
        for one in error.faults:
            self.troubles.append(Trouble(path, f"{place}, result {one.id or one.place + 1}", one.reason))

    def _of_task(self, path: str, task: object, named: Names) -> Iterator[Said]:
        found = table_of(task, "A task")
        data = table_of(found.get("data"), "Its data")
        predictions = found.get("predictions") or []
        if not isinstance(predictions, list):
            raise Unreadable("Its predictions must be a list.")
        words = data.get("text")
        text = words if isinstance(words, str) else None
        (known,) = self.articles.named([FoundReading(path, named.of(found), None, (), text)])
        number = self.articles.ids.get(known.article)
        if number is None:
            raise Unreadable(f"The project has no article {known.article[:80]!r}.")
        article = suggesting.articles_of(self.session, self.project, [number])[number]
        for prediction in predictions:
            one = table_of(prediction, "A prediction")
            theirs = one.get("model_version")
            model, version = (theirs, "") if theirs else (self._model(), self.version)
            score = one.get("score")
            yield suggesting.from_results(self.made_of, article, one.get("result"), model, version, score)

    def _model(self) -> str:
        if not self.model:
            raise Refused("Enter the name of the model; the file does not tell it.")
        return self.model

    def spans(self, files: Sequence[File]) -> Iterator[Said]:
        """Yield what tables of spans say, article by article."""
        model, found = self._model(), found_in(SPANS, files)
        readings = self.articles.named(found.readings)
        settled = settle(Found(readings, found.troubles, found.losses), self.articles.texts(readings))
        self.troubles.extend(settled.troubles)
        names = {name.theirs: name.ours for name in labels(settled.readings, self.made_of.book, {})}
        for unknown in sorted(theirs for theirs, ours in names.items() if not ours):
            self.troubles.append(Trouble("", "", f"The codebook has no label {unknown!r}"))
        numbers = [self.articles.ids[one.article] for one in settled.readings]
        articles = suggesting.articles_of(self.session, self.project, sorted(set(numbers)))
        for number, operations in self._gathered(settled.readings, names).items():
            try:
                yield suggesting.checked(self.made_of, articles[number], operations, model, self.version)
            except AnnotationError as reason:
                self.troubles.append(Trouble(articles[number].name, "", str(reason)))

    def _gathered(
        self, readings: Sequence[FoundReading], names: Mapping[str, str]
    ) -> dict[int, list[Operation]]:
        """Return the operations of each article; what cannot be said here is trouble."""
        book: Codebook = self.made_of.book
        saying, numbers = Saying(book, names, Losses()), count(1)
        gathered: dict[int, list[Operation]] = {}
        for reading in readings:
            said = gathered.setdefault(self.articles.ids[reading.article], [])
            for place, one in saying.operations(reading, Annotation(), numbers):
                if isinstance(one, str):
                    self.troubles.append(Trouble(reading.file, place, one))
                else:
                    said.append(one)
        return gathered


def told(said: Sequence[Said]) -> str:
    """Return how much was taken, in words."""
    items, articles = sum(len(one.items) for one in said), len({one.article_id for one in said})
    return f"{_counted(items, 'suggestion')} about {_counted(articles, 'article')}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
