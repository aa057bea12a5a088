"""Carnet: structured entries in, a website, a book and an EPUB out.

The order of the rooms is told in ``docs/architecture.md``; a module imports only from lower floors.
"""

__version__ = "0.1.0"
