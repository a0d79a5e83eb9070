"""Wake-ups between those who queue work and those who do it: within one process, or through PostgreSQL."""
