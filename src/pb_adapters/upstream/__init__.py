"""What the engines of all providers share: a guarded exchange, limits, errors, chat completions, jobs and pictures."""
