"""Tables written in a test as lines, and what was read from them in a form that is easy to compare."""

from annotations.reliability import ReliabilityData
from annotations.reliability.tables.long import long_tally
from annotations.reliability.tables.reading import TableData, table_data
from annotations.reliability.tables.source import Table, TableOptions
from annotations.reliability.tables.wide import counts_tally, wide_tally

TALLIES = {"wide": wide_tally, "long": long_tally, "counts": counts_tally}


def written(text: str, *, comma: bool = False) -> Table:
    """A table of lines with cells between commas, or semicolons where numbers have decimal commas."""
    mark = ";" if comma else ","
    header, *rows = [line.strip().split(mark) for line in text.strip().splitlines()]
    numbered = list(enumerate(rows, 2))
    return Table("t.csv", tuple(header), lambda: iter(numbered), comma=comma)


def read(form: str, text: str, *, comma: bool = False, **options: object) -> TableData:
    chosen = TableOptions(**options)
    table = written(text, comma=comma)
    return table_data(TALLIES[form](table, chosen), chosen, table.name, comma=table.comma)


def rows(data: ReliabilityData) -> list[tuple[object, ...]]:
    """Every unit as its values in the order of the annotators, None for a gap; the order of units is lost."""
    found = []
    for codes, size in zip(data.values.tolist(), data.row_sizes.tolist(), strict=True):
        found += [tuple(data.categories[code] if code >= 0 else None for code in codes)] * size
    return sorted(found, key=str)
