"""Random tables for the properties that every coefficient has."""

from hypothesis import strategies as st

# A cell is missing in about a third of the tables' places.
CELLS = st.one_of(st.integers(0, 4), st.integers(0, 4), st.none())


@st.composite
def tables_of_values(draw: st.DrawFn) -> list[list[int | None]]:
    annotators = draw(st.integers(1, 5))
    return draw(st.lists(st.lists(CELLS, min_size=annotators, max_size=annotators), max_size=8))
