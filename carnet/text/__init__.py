"""Bodies of text: Markdown read once, then set for the web, EPUB and print.

``body`` reads (``Body`` → ``Parsed``), ``render`` sets (``Parsed`` → ``Fragment``), ``plain`` gives the
words alone, ``typography`` sets a bare string. Import these modules directly: nothing here loads
pandoc, which ``pandoc`` alone knows and starts only when a text has to be read.
"""
