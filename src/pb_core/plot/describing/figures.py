"""How figures stand in sentences."""

from collections.abc import Iterable, Sequence

from pb_core.plot.grammar import Format
from pb_core.plot.wording import number_text

_MOST_GROUPS = 6


def rounded(number: float, digits: int = 3) -> str:
    """A number to three significant digits."""
    return number_text(float(f"{number:.{digits}g}"), Format())


def percent(level: float) -> str:
    """A level as a percentage: ``95 %``."""
    return f"{rounded(level * 100, 6)}\N{NO-BREAK SPACE}%"


def span(numbers: Sequence[float]) -> str:
    """The only number, or the smallest and the largest."""
    low, high = min(numbers), max(numbers)
    return rounded(low) if low == high else f"{rounded(low)} to {rounded(high)}"


def counts(numbers: Sequence[int]) -> str:
    """Sizes of groups: ``n = 5`` or ``n = 3 to 7``."""
    low, high = min(numbers), max(numbers)
    return f"n = {low:,}" if low == high else f"n = {low:,} to {high:,}"


def listed(parts: Iterable[str]) -> str:
    """Parts joined by commas and a last ``and``."""
    words = list(parts)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def by_group(parts: Sequence[tuple[str, str]]) -> str:
    """What holds for each group, named unless it is the only one; past six groups only how many there are."""
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    shown = "; ".join(f"{name}: {text}" if name else text for name, text in parts[:_MOST_GROUPS])
    more = len(parts) - _MOST_GROUPS
    return f"{shown}; and {more} more" if more > 0 else shown
