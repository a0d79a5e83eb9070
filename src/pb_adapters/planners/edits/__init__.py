"""Quick edits in plain words: a small grammar, a table of forms, and the names of the figure's own parts."""
