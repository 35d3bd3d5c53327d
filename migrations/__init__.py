"""Alembic migrations: dated pages that are never edited once they landed."""
