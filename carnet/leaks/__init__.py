"""The leak test: every byte about to be written is searched for what may not leave on its support.

In: what each target made, the carnet behind it. Out: ``Leak`` values; a build that has one writes nothing.
The way: ``needles`` (what may not leave: names, passages, addresses, files, faces, voices, ``prive/``) →
``views`` (a file opened to its last layer: archives, PDF, metadata) → ``search`` (one pass over each).

It is a second pair of eyes, which shares nothing with the gate but the list of what is left out: it does
not know how an output is made, so that a template, an engine or a new output that forgets the gate is seen.
"""

from carnet.leaks.search import Leak, Made, Search, find_leaks, report_leaks, searched, told_leaks

__all__ = ["Leak", "Made", "Search", "find_leaks", "report_leaks", "searched", "told_leaks"]
