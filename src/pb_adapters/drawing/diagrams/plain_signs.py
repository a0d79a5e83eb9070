"""Signs of emoji that no typeface of ours has, as the signs that mean the same and are in one."""

_SAME = dict(zip("✅❌❎⭐🌟❗❓➕➖➗🔄🔁", "✔✘☒★★!?+−÷↻↻", strict=True))
STANDING = frozenset("".join((*_SAME, *_SAME.values(), *"✓✗")))
"""These emoji, the signs that stand for them, and those that mean the same."""

CROSSES = frozenset("✘☒✗")

_TABLE = str.maketrans(_SAME)


def plain(text: str) -> str:
    """A text with the signs that can be drawn in place of those of the same meaning that cannot."""
    return text.translate(_TABLE)
