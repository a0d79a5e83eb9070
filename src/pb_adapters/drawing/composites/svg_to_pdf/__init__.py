"""SVG as a PDF page of vectors and text: what a panel draws, written by hand.

``document`` says how an element looks, ``shapes`` what it traces, ``text`` where its letters stand. ``painter`` walks
the tree and writes the page, with ``effects`` (clipping, masks, blending, patterns, markers), ``colours``, ``paints``
and ``fonts``, as ``content`` into an ``objects.Pdf``.
What PDF has no vectors for, and what is not understood here, raises ``NotVectors``: such a panel becomes pixels.
"""
