"""Wake-ups between those who queue work and those who do it."""
