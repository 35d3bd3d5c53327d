"""The tables beside the judgements: one plain list of rows each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from annotations.agreement.rows import COLUMNS, flat_rows
from annotations.codebook import Category, Codebook, Layer, Variable
from exports.agreement_columns import AGREEMENT
from exports.attributes import spans_table
from exports.bundle import Bundle, joined, known
from exports.change_columns import CODEBOOK_CHANGES
from exports.columns import ANNOTATIONS, ANNOTATORS, ARTICLES, ASSIGNMENTS, EVENTS, OUTLETS, SPANS, Table
from exports.decided import adjudicated_answer_rows, adjudicated_span_rows, decision_rows
from exports.decision_columns import (
    ADJUDICATED_ANSWERS,
    ADJUDICATED_SPANS,
    DECISIONS,
    adjudicated_spans_table,
)
from exports.errors import ExportError
from exports.instrument_columns import CODEBOOK, DICTIONARY
from exports.judged import Pieces, annotation_pieces, span_pieces
from exports.key_columns import ANSWER_KEYS, KEY_SPANS, key_spans_table
from exports.keyed import key_rows, key_span_rows
from exports.norming_columns import NORMING, NORMING_VOTES
from exports.paused import made_at_once
from exports.rating_columns import CREDIBILITY_SCORES, OUTLET_RATINGS, RATINGS, REFERENCE_SCORES
from exports.records import ArticleRecord, AssignmentRecord, CodebookRecord
from exports.sourcing_columns import SOURCING
from exports.tables import Form, table_pieces
from exports.talk_columns import POSTS, THREADS
from exports.team_rows import (
    norming_rows,
    norming_vote_rows,
    post_rows,
    rating_rows,
    score_rows,
    thread_rows,
    unmasking_rows,
)
from exports.unmasking_columns import UNMASKINGS

Rows = Iterator[tuple[Any, ...]]
MET = (NORMING, NORMING_VOTES)


def text_file(article_id: str) -> str:
    """Return the name of the file that holds the text of an article."""
    return f"texts/{article_id}.txt"


def all_tables(bundle: Bundle) -> tuple[Table, ...]:
    """Return the declarations of all tables of a bundle, in the order in which it holds them."""
    judged = (ANNOTATIONS, spans_table(bundle.attributes))
    around = (ARTICLES, OUTLETS, EVENTS, ANNOTATORS, ASSIGNMENTS)
    decided = (DECISIONS, adjudicated_spans_table(bundle.attributes), ADJUDICATED_ANSWERS, *MET)
    keyed = (ANSWER_KEYS, key_spans_table(bundle.attributes))
    told = (SOURCING, THREADS, POSTS, CODEBOOK, CODEBOOK_CHANGES)
    return (*judged, *around, UNMASKINGS, *decided, *keyed, *RATINGS, *told, AGREEMENT, DICTIONARY)


def pieces(bundle: Bundle, name: str, form: Form, *, names: bool = False) -> Pieces:
    """Yield one table of the bundle as pieces of CSV, with the number of rows in each."""
    return made_at_once(_pieces(bundle, name, form, names=names))


def _pieces(bundle: Bundle, name: str, form: Form, *, names: bool) -> Pieces:
    if name == ANNOTATIONS.name:
        return annotation_pieces(bundle, form)
    if name == SPANS.name:
        return span_pieces(bundle, form)
    rows: dict[str, Callable[[], Iterable[tuple[Any, ...]]]] = {
        ARTICLES.name: lambda: article_rows(bundle),
        OUTLETS.name: lambda: bundle.outlets,
        EVENTS.name: lambda: bundle.events,
        ANNOTATORS.name: lambda: annotator_rows(bundle, names=names),
        ASSIGNMENTS.name: lambda: assignment_rows(bundle),
        UNMASKINGS.name: lambda: unmasking_rows(bundle),
        DECISIONS.name: lambda: decision_rows(bundle),
        ADJUDICATED_SPANS: lambda: adjudicated_span_rows(bundle),
        ADJUDICATED_ANSWERS.name: lambda: adjudicated_answer_rows(bundle),
        NORMING.name: lambda: norming_rows(bundle),
        NORMING_VOTES.name: lambda: norming_vote_rows(bundle),
        ANSWER_KEYS.name: lambda: key_rows(bundle),
        KEY_SPANS: lambda: key_span_rows(bundle),
        OUTLET_RATINGS.name: lambda: rating_rows(bundle),
        CREDIBILITY_SCORES.name: lambda: score_rows(bundle),
        REFERENCE_SCORES.name: lambda: iter(bundle.references),
        SOURCING.name: lambda: iter(bundle.sourcing),
        THREADS.name: lambda: thread_rows(bundle, names=names),
        POSTS.name: lambda: post_rows(bundle, names=names),
        CODEBOOK.name: lambda: codebook_rows(bundle),
        CODEBOOK_CHANGES.name: lambda: iter(bundle.codebook_changes),
        AGREEMENT.name: lambda: agreement_rows(bundle),
        DICTIONARY.name: lambda: dictionary_rows(all_tables(bundle)),
    }
    table = next((table for table in all_tables(bundle) if table.name == name), None)
    if table is None:
        raise ExportError(f"The bundle has no table {name!r}.")
    return table_pieces(table, rows[name](), form)


def article_rows(bundle: Bundle) -> Rows:
    """Yield articles.csv."""
    for article in bundle.articles:
        yield _article_row(bundle, article)


def annotator_rows(bundle: Bundle, *, names: bool) -> Rows:
    """Yield annotators.csv, with names and addresses only if they are asked for."""
    for record in bundle.annotators:
        yield tuple(record) if names else (record.annotator, None, None)


def assignment_rows(bundle: Bundle) -> Rows:
    """Yield assignments.csv."""
    for assignment in bundle.assignments:
        yield _assignment_row(bundle, assignment)


def codebook_rows(bundle: Bundle) -> Rows:
    """Yield codebook.csv: every variable of every version, used or not, each followed by its values."""
    for record in bundle.codebooks:
        for layer, variable in _variables(record.codebook):
            yield from _variable_rows(record, layer, variable)


def agreement_rows(bundle: Bundle) -> Rows:
    """Yield agreement.csv, with the codebook version as the other tables name it."""
    for record in bundle.agreement:
        for cells in flat_rows(record.report):
            named = dict(zip(COLUMNS, cells, strict=True)) | {"codebook_version": record.codebook_version}
            yield record.round, *(named[column.name] for column in AGREEMENT.columns[1:])


def dictionary_rows(tables: Sequence[Table]) -> Rows:
    """Yield data_dictionary.csv from the declared columns."""
    for table in tables:
        for position, column in enumerate(table.columns, 1):
            level = column.level or None
            yield table.name, position, column.name, column.type, level, column.required, column.meaning


def _article_row(bundle: Bundle, article: ArticleRecord) -> tuple[Any, ...]:
    outlet = bundle.outlet_named(article.outlet_id, article.article_id)
    for event_id in article.event_ids:
        known(bundle.event, event_id, article.article_id, "event")
    return (
        article.article_id,
        article.article,
        article.title,
        article.outlet_id,
        outlet.outlet if outlet else None,
        joined(article.event_ids),
        article.published,
        article.language,
        article.byline,
        article.url,
        dict(article.provenance),
        article.length,
        article.text_sha256,
        text_file(article.article_id),
        [dict(zone) for zone in article.zones],
        article.agency,
        article.date_stated,
        article.is_translation,
    )


def _assignment_row(bundle: Bundle, assignment: AssignmentRecord) -> tuple[Any, ...]:
    known(bundle.annotator, assignment.annotator, assignment.assignment_id, "annotator")
    article, outlet = bundle.article_judged(assignment), bundle.outlet_judged(assignment)
    return (
        assignment.assignment_id,
        assignment.round,
        assignment.phase,
        assignment.blind,
        assignment.codebook_version,
        assignment.annotator,
        assignment.unit_type,
        article.article_id if article else None,
        article.article if article else None,
        outlet.outlet_id if outlet else None,
        outlet.outlet if outlet else None,
        assignment.position,
        assignment.state,
        assignment.found_none,
        assignment.note,
        assignment.created_at,
        assignment.updated_at,
        assignment.submitted_at,
        assignment.released_at,
        assignment.stands_in,
        assignment.outlet_masked,
        assignment.is_gold,
        assignment.recodes,
        assignment.recodes_unseen,
    )


def _variables(codebook: Codebook) -> Iterator[tuple[Layer | None, Variable]]:
    for layer in codebook.layers:
        yield layer, layer.label_variable
        yield from ((layer, attribute) for attribute in layer.attributes)
    yield from ((None, question) for question in (*codebook.article_questions, *codebook.outlet_questions))


def _variable_rows(record: CodebookRecord, layer: Layer | None, variable: Variable) -> Rows:
    book = record.codebook
    names = (record.codebook_version, book.title, book.version)
    start = (
        *names,
        variable.unit,
        layer.code if layer else None,
        variable.code,
        variable.kind,
        variable.level,
    )
    duty = "=".join(variable.required_unless) if variable.required_unless else None
    rules = (variable.required, duty, variable.not_applicable, variable.minimum, variable.maximum)
    graded = (variable.weight, variable.reversed, variable.item_of or None)
    yield (*start, *rules, *graded, None, None, *_described(variable), None, None, None, None, None, None)
    no_rules = (None,) * len((*rules, *graded))
    for position, category in enumerate(variable.categories, 1):
        yield (*start, *no_rules, category.code, position, *_described(category), *_shown(category))
    for position, (number, name) in enumerate(variable.steps.items(), 1):
        yield (*start, *no_rules, str(number), position, name, *(None,) * 10)


def _described(thing: Variable | Category) -> tuple[Any, ...]:
    return thing.name, thing.definition, thing.include, thing.exclude, thing.examples or None


def _shown(category: Category) -> tuple[Any, ...]:
    shown = (category.hotkey, category.colour, category.parent, category.priority)
    return (*shown, category.codable, category.retired)
