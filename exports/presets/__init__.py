"""Matrices of units by annotators as other programs for statistics read them: one module for each program.

A preset takes a ``Study`` and yields parts, which become the files of one ZIP. What a program cannot take is
left out and said so in the README. Beside the files stand ``variables.csv``, with the alpha that the program
should find, and ``values.csv``, which says what the numbers mean.
"""
