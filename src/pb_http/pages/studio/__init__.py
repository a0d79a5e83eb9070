"""``/studio``: the pages of an author."""
