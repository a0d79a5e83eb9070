"""How many random examples a test tries."""

import hypothesis


def trials(count: int) -> int:
    """The examples of a test that tries ``count`` where others try 100; the profile of the run scales all of them."""
    return max(1, count * hypothesis.settings().max_examples // 100)
