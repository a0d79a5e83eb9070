"""Tables: the caller's JSON read as typed, named columns; every shape that can be read is named."""
