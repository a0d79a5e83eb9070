"""Lines of a label: phrases that go on over a break, and what stands apart from them as a second line."""

import re

SOFT, HARD = "\n", "\f"
"""A line break, after which a phrase may go on, and one that always parts: of blocks, list items and small print."""

_BREAK = re.compile(rf"([{SOFT}{HARD}])")
_ALIKE = 3
SHORT = 32  # characters of a name that is broken
_PLAIN = re.compile(r"(?:[^\w\s()[\]{}]+\s+)?[^\W\d_](?:[^\W\d_]|[\s&/'’-])*")
_CODE = re.compile(r"[^\W\d_A-Z][A-Z]")
_ITEM = re.compile(r"[-*+•·–]\s+(?=\S)|\d{1,2}[.)]\s")
_LINKING = r"(?:a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|via|with)"
_OPEN_END = re.compile(rf"(?:[,&+=(<>]|\w[-/]|(?:^|\s){_LINKING})$")
_GOES_ON = re.compile(rf"(?:[&+=)<>]|{_LINKING}(?:\s|$))")


def items(text: str) -> list[str]:
    """The phrases of a text, their blanks single and their line breaks kept.

    A phrase goes on where a line ends with, or the next begins with, a word such as "of", or a sign such as a comma,
    and where all is a few plain words.
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
            found[-1] += f"\n{line}"
        else:
            found.append(line)
        breaks = ""
    return found


def first_and_rest(phrases: list[str], longest: int) -> tuple[str, str]:
    """The first phrase and the others; a list's items stay together if they are not too long for it."""
    whole = "\n".join(phrases)
    if phrases and (_ITEM.match(phrases[0]) or _is_list(phrases)) and len(whole) <= longest:
        return whole, ""
    return "\n".join(phrases[:1]), "\n".join(phrases[1:])


def _is_list(phrases: list[str]) -> bool:
    """Whether phrases are alike, so that the first is no name for the others: three that begin as sentences do.

    Where some say a thing of what stands before their colon, the first without one is its name.
    """
    colons = {":" in phrase for phrase in phrases}
    return len(phrases) >= _ALIKE and len(colons) == 1 and all(" " in p and p[0].isupper() for p in phrases)


def _continues(before: str, line: str) -> bool:
    if _ITEM.match(line):
        return False
    return bool(_OPEN_END.search(before) or _GOES_ON.match(line)) or _is_one_name(before, line)


def _is_one_name(before: str, line: str) -> bool:
    """Whether lines are one short name that is only broken, as "Motion" and "detection": words, no figures or code."""
    whole = f"{before}\n{line}"
    return len(whole) <= SHORT and all(_PLAIN.fullmatch(p) and not _CODE.search(p) for p in (before, line))
