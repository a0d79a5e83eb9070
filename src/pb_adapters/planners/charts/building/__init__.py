"""From typed wishes and a table's profile to a specification: one module per family of charts."""
