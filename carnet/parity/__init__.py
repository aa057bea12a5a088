"""Nothing lost: everything an entry says is found again in each output it may leave on.

``pieces`` counts what the sources hold. ``markup``, ``tags``, ``paper``, ``bags`` and ``values`` read the
outputs back, with readers that share nothing with their writers (lxml, PDFium, the standard library).
``reckoning`` brings the two together: a piece is present, replaced by what the support can show, or missing,
and a piece that is missing stops the build. ``page`` tells it all to an editor.
Entries are recognised by the identity that ``Visible.identifier`` gives them,
carried by the attribute ``data-entree`` in HTML and EPUB, and by a tag's title in the PDF.
"""
