"""The typefaces of our figures, shared by every adapter that sets text; ``installed`` tells the core about them."""
