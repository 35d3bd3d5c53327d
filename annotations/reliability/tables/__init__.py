"""Tables that others made become reliability data: long, wide, counts per category, or spans.

A table is a header and rows of cells; where they come from is not known here. What cannot be used is refused
with the number of its row and the reason, and nothing is guessed: the level of measurement is stated, and the
order of ordinal categories never comes from sorting words.
"""
