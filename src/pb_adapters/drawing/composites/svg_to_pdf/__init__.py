"""SVG as a PDF page of vectors and text: what a panel draws, written by hand.

``stylesheet`` says how an element looks, ``shapes`` what it traces, ``text`` where its letters stand; ``painter`` walks
the tree and writes, with ``effects`` (clipping, masks, patterns, markers), ``paints``, ``fonts`` and ``pictures``, into
an ``objects.Pdf``; ``page`` puts them together.
What PDF has no vectors for (filters), and scripts that need shaping, raise ``NotVectors``: such a panel becomes pixels.
"""
