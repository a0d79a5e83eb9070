"""Which pictogram an element is drawn with: the one whose type the head noun of its label names, else none.

"Image encoder" is an encoder, "speech input" speech. Most names of code, verbs, words that mean something else in
another field, and labels in other languages give none: rather no pictogram than a wrong one.
"""

import functools
import re
import unicodedata

from pb_adapters.drawing.diagrams.glyph_names import glyph_of_name, is_sure, words_in_name
from pb_adapters.drawing.diagrams.glyph_words import (
    ACTS,
    ALONE,
    ALSO_VERBS,
    BY_PHRASE,
    BY_WORD,
    DATA_BY_WORD,
    DETERMINERS,
    HOLLOW,
    LONGEST,
    MANY,
    MODEL_BY_WORD,
    OTHERS,
    SEVERAL,
    SINGULARS,
    VERBS,
)
from pb_adapters.drawing.shared.typefaces import drawable
from pb_core.domain.diagrams.kinds import is_nobody
from pb_core.domain.diagrams.spec import Element, ElementKind, Shape
from pb_core.domain.diagrams.words import fold

_SIGNS = {
    "add": "add addition sum summation plus",
    "multiply": "multiply multiplication product hadamard",
    "concat": "concat concatenate concatenation",
    "dot": "dot",
    "sigmoid": "sigmoid",
}
SIGNS = frozenset(_SIGNS)
"""The pictograms of operations: a circle with the operation's sign."""
_BY_SIGN = {word: name for name, words in _SIGNS.items() for word in words.split()} | {
    "elementwise product": "multiply",
    "element-wise product": "multiply",
    "hadamard product": "multiply",
    "elementwise sum": "add",
    "element-wise sum": "add",
    "dot product": "dot",
    "inner product": "dot",
}
_SIGNALS = frozenset({"code", "document", "film", "graph", "image", "points", "table", "tokens", "vector", "waveform"})
"""What data and inputs may be: those of a user are no person."""
_ACTIONS = frozenset({"lens"})
_OBJECTS = frozenset({"cylinder", "person"})
_ON_OBJECTS = frozenset(
    {
        *("alert", "email", "filter", "message", "prompt", "query", "question", "record", "register", "release"),
        *("review", "scan", "search", "test", "track", "update"),
    }
)
"""Verbs of steps that stand before what they act on as nouns do before others: "search vector database"."""
_NUMBER = re.compile(r"(?:\s+(?:#?\d+b?|[a-z]))+$")
_AGENTIC = re.compile(r"\bagentic [^\W\d_]+(?:er|or)$")
_NETWORK = re.compile(r"(?:hyper|sub)?networks?")
_DATA = frozenset({ElementKind.INPUT, ElementKind.OUTPUT, ElementKind.DATA})
_WITHOUT = frozenset({ElementKind.DECISION, ElementKind.OBJECTIVE})
_AFTER_THE_HEAD = re.compile(
    r"\s(?:of|for|from|with|to|in|into|by|on|at|per|over|via|as|under|between|that)\b.*|[(\[:;].*"
)
_LOT = re.compile(r"^(?:an? )?(?:ensemble|set|pair|list|group|number)s? of ")
_JOINED = re.compile(r"\s(?:and|or|&|\+|/)\s")
_PICTURES = re.compile("[\u2600-\u26ff\U0001f1e6-\U0001ffff]")
_AS_EMOJI = "\ufe0f"
"""What follows a sign that is to look as an emoji."""
_NO_NAME = re.compile(r",(?!\d)|=")
_FORMULA = re.compile(r"\$[^$]*\$|\\[a-z]+(?:\{[^{}]*\})*(?:[_^]\S*)?|\b\w[_^]\S+|\b[b-z]\b(?![-./(])")
_ROBOTS = re.compile(r"\b(?:robots?|(?:chat)?bots?|agents?)\b")
_LONGEST_PERSON = 2  # words of a person's name: what is longer may name a role, as "Azure AI User", or a command
_WORD = re.compile(r"(?:[^\W\d_]+-)*([^\W\d_]+)")


@functools.lru_cache(maxsize=2_000)
def glyph_of(element: Element) -> str | None:
    """The name of the element's pictogram in ``glyph_paths.GLYPHS``, or ``None``.

    What a plan says wins over the words of a label: a store is a cylinder whatever its name, an actor a person or an
    agent; decisions and objectives have shapes and signs of their own, labels that begin with an emoji a picture.
    """
    if element.kind in _WITHOUT:
        return None
    if element.kind is ElementKind.STORE or element.shape is Shape.CYLINDER:
        return "cylinder"
    if element.kind is ElementKind.OPERATION and fold(element.label) in _BY_SIGN:
        return _BY_SIGN[fold(element.label)]
    named = glyph_of_name(element.label) or _of_code(element) or _of_words(element)
    if (_begins_with_emoji(element.label) and named != "cylinder") or (
        element.kind is ElementKind.MODEL and named == "person"
    ):
        return None
    if element.kind is ElementKind.ACTOR and named not in {"agent", "person"}:
        return None if is_nobody(element.label) else "agent" if _ROBOTS.search(element.label.casefold()) else "person"
    return MANY.get(named, named) if named and element.shape is Shape.STACK else named


def _begins_with_emoji(label: str) -> bool:
    """Whether a label begins with a picture that is drawn; ticks, arrows and digits in circles are none."""
    first = f"{label.lstrip()}  "
    sign, after = first[0], first[1]
    is_wide = unicodedata.category(sign) == "So" and unicodedata.east_asian_width(sign) == "W"
    is_chosen = after == _AS_EMOJI and not sign.isascii()  # of "1\ufe0f" the digit is drawn
    return drawable(sign) and (is_wide or is_chosen or _PICTURES.match(sign) is not None)


def _of_words(element: Element) -> str | None:
    """The type that the words of a label name; none where two lines of it name different ones, and of a symbol."""
    name = fold(element.label)
    if (bare := _FORMULA.sub(" ", name)) != name and bare.strip() in ALONE:
        return None  # a query with a symbol is a vector, a code with one is latent
    whole, *lines = (
        _named(_FORMULA.sub(" ", fold(text)), element.kind) for text in (element.label, *element.label.split("\n"))
    )
    return whole if len(set(filter(None, lines))) < 2 else None  # noqa: PLR2004 - different types


def _of_code(element: Element) -> str | None:
    """The type that the last word of a name of code tells for sure."""
    words = words_in_name(element.label).split()
    found = _of_phrase(words, element.kind) if words else None
    return found if is_sure(found) else None


def _named(label: str, kind: ElementKind) -> str | None:
    """The type that all things name which the label joins."""
    if _NO_NAME.search(label):
        return None
    phrase = _NUMBER.sub("", _AFTER_THE_HEAD.sub("", _LOT.sub("", " ".join(label.split()))))
    if _AGENTIC.search(phrase):
        return "agent"
    parts = [words for part in _JOINED.split(phrase) if (words := _words(part))]
    if parts and _is_command(parts[0], kind):
        return None
    found = {_of_phrase(words, kind) for words in parts}
    if len(parts) > 1 and None in found and not _shares_its_head(parts, kind):
        return None
    named = {name for name in found if name is not None and not (kind in _DATA and name in _ACTIONS)}
    return named.pop() if len(named) == 1 else None


def _shares_its_head(parts: list[list[str]], kind: ElementKind) -> bool:
    """Whether what stands before an "and" has the head of what follows: "brain and CT scans"."""
    return bool(parts) and len(parts[-1]) > 1 and _of_phrase(parts[-1], kind) is not None


def _words(text: str) -> list[str]:
    """The words of a phrase, their compounds by their last part; what is no word, as a name of code, stays whole."""
    tokens = (token.strip(".,!?\"'“”") for token in text.split())
    return [found[1] if (found := _WORD.fullmatch(token)) else token for token in tokens if token]


def _of_phrase(words: list[str], kind: ElementKind) -> str | None:
    """The type that the head noun names, which is the last word, or the one before a hollow head."""
    if _is_command(words, kind):
        return None
    if kind is ElementKind.MODEL and _NETWORK.fullmatch(words[-1]):
        return "graph" if words[:1] == ["graph"] else "net"
    named = _of_head(words, kind)
    if named is None and len(words) > 1 and _singular(words[-1]) in HOLLOW:
        before = _of_head(words[:-1], kind)
        return before if before in _SIGNALS else None
    acts = kind is ElementKind.PROCESS and len(words) > 1 and words[0] in _ON_OBJECTS
    return None if acts and named in _OBJECTS else named


def _is_command(words: list[str], kind: ElementKind) -> bool:
    """Whether a phrase says what to do: it begins with a verb, or a process's with what may be one; no model does."""
    if kind is ElementKind.MODEL:
        return False
    first, last = words[0], words[-1]
    if not DETERMINERS.isdisjoint(words[1:]) or any(word != _singular(word) in VERBS for word in words[1:-1]):
        return True  # of an object
    if kind is ElementKind.PROCESS and len(words) > 1 and first == "store":
        return True
    if len(words) > 1:
        return first in VERBS or (kind is ElementKind.PROCESS and first in ALSO_VERBS and last != _singular(last))
    return kind is ElementKind.PROCESS and bool({first, _singular(first)} & (VERBS | ALSO_VERBS))


def _of_head(words: list[str], kind: ElementKind) -> str | None:
    if words[-1] in OTHERS:
        return None
    singular = _singular(words[-1])
    is_plural = words[-1] != singular
    name = _known(words, singular, kind, is_plural=is_plural)
    if name == "person" and len(words) > _LONGEST_PERSON:
        return None
    if name in SEVERAL and not is_plural and singular == "token":
        return None
    return MANY.get(name, name) if name and is_plural else name


def _known(words: list[str], singular: str, kind: ElementKind, *, is_plural: bool) -> str | None:
    """The type of the longest phrase that ends in the head, else of the head."""
    for length in range(min(LONGEST, len(words)), 1, -1):
        name = BY_PHRASE.get((*words[-length:-1], singular))
        if name is not None:
            return name or None
    if kind is ElementKind.PROCESS and not is_plural and singular in ACTS:
        return None
    known = DATA_BY_WORD if kind in _DATA else MODEL_BY_WORD if kind is ElementKind.MODEL else BY_WORD
    alone = ALONE.get(singular) if len(words) == 1 and not (is_plural and singular == "query") else None
    return known.get(words[-1]) or known.get(singular) or alone


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word if word == "series" else f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "ces")) and word[:-2] in SINGULARS:
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
