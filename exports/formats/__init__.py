"""Marks in the formats of other programs: one module for each format, with a writer and mostly a reader.

A writer takes ``Marked`` and yields files; a reader takes files and returns ``Found``. What a format cannot
say is a ``Loss``; what cannot be read is a ``Trouble`` that names file, place and reason. Offsets of a
reader are as the file has them: ``offsets.settle`` finds out for the whole file how they were counted.
"""
