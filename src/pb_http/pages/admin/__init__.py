"""``/admin``: the pages of the operator."""
