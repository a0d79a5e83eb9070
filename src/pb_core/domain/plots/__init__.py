"""Statistical plots: the grammar, what a plot must show, what was drawn, and the proof that both are the same."""
