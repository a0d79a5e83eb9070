"""The typefaces of our figures, shared by every adapter that sets text; it is the adapter of no port."""
