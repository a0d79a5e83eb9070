"""Lines of a label put together: a line that goes on with the one before joins it, others stay apart."""

import re

SOFT, HARD = "\n", "\f"
"""A line break, after which a phrase may go on, and one that always parts: of blocks, list items and small print."""

_BREAK = re.compile(rf"([{SOFT}{HARD}])")
_BULLET = re.compile(r"[-*+•·–]\s+(?=\S)")
_ITEM = re.compile(rf"{_BULLET.pattern}|\d{{1,2}}[.)]\s")
_LINKING = r"(?:a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|via|with)"
_OPEN_WORD = re.compile(r"\w[-/]$")
_OPEN_END = re.compile(rf"(?:[,&+=(]|\w[-/]|(?:^|\s){_LINKING})$")
_GOES_ON = re.compile(rf"(?:[&+=)]|{_LINKING}(?:\s|$))")
_CLOSED = (",", ";", ":", ".", "!", "?")


def items(text: str) -> list[str]:
    """The lines of a text, their blanks single, each with those that its phrase goes on in.

    A phrase goes on where a line ends with, or the next begins with, a word such as "of", or a sign such as a comma.
    """
    found: list[str] = []
    parts = _BREAK.split(text)
    breaks = ""
    for sign, raw in zip(["", *parts[1::2]], parts[::2], strict=True):
        breaks += sign
        line = " ".join(raw.split())
        if not line:
            continue
        if found and breaks == SOFT and _continues(found[-1], line):
            found[-1] += ("" if _OPEN_WORD.search(found[-1]) else " ") + line
        else:
            found.append(line)
        breaks = ""
    return found


def first_and_rest(lines: list[str], longest: int) -> tuple[str, str]:
    """The first item and the others as one line; a list's items stay together if they are not too long for it."""
    whole = joined(lines)
    if lines and _ITEM.match(lines[0]) and len(whole) <= longest:
        return whole, ""
    return joined(lines[:1]), joined(lines[1:])


def joined(lines: list[str]) -> str:
    """The items as one line, semicolons between them."""
    text = ""
    for line in lines:
        words = line if len(lines) == 1 else _BULLET.sub("", line, count=1)
        text += (" " if text.endswith(_CLOSED) else "; " if text else "") + words
    return text


def _continues(before: str, line: str) -> bool:
    return not _ITEM.match(line) and bool(_OPEN_END.search(before) or _GOES_ON.match(line))
