"""Coefficients that correct agreement for chance, by unit counts or by who the annotators are."""
