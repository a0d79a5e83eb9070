"""Twenty instructions on five figures, by rules and by scripted models."""
