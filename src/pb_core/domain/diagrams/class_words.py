"""The words that the name of a class stands for, with which its author calls a sort of nodes."""

import re
import unicodedata

_STYLE = re.compile(r"^(?:[Cc]ls|[Cc]lass|[Ss]tyle)(?=[A-Z_-])|(?<=.)(?:[Cc]lass|[Ss]tyle)$")
_JOINTS = re.compile(r"[_\s-]+|(?<=[a-z])(?=[A-Z])")
_UNSEEN = frozenset("CZ")  # Unicode's controls, formats and separators


def class_words(name: str) -> str:
    """The name of a class as words: without ``cls_`` or ``Style``, which say that it is one; "" if nothing is seen."""
    words = " ".join(part for part in _JOINTS.split(_STYLE.sub("", name)) if part) or name
    if all(unicodedata.category(char)[0] in _UNSEEN for char in words):
        return ""
    return words if words.isupper() else words.lower()
