"""What an annotation is: frozen text, codebook, spans, changes, reliability data and agreement.

Pure Python and NumPy. Nothing in here knows a website, a database, a file or a clock.
"""
