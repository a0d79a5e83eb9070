"""What a plot shows, computed from the caller's table with numpy."""
