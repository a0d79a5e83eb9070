"""What adapters of several ports share when they open connections to addresses that somebody else chose."""
