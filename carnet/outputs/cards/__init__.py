"""Cards: the picture that stands for an entry wherever its address is shared, drawn from its own words.

In: what may leave on ``reseaux``. Out: PNG pictures of 1200 by 630 pixels with their alternative text. The
way: ``wrapping`` (words into lines), ``drawing`` (lines onto a sheet), ``deck`` (an entry's words into a
card).
"""
