"""Names of items: what words of a text can be one, and how they are shown."""

import re
import unicodedata

from pb_core.domain.diagrams.text_spans import Span

_SCRIPT = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HALF_CLAUSE = re.compile(r"[，、。；,;]|[はがをにでも]|(?:です|ます|する|して|した)|[了是把被将使让]")
_LONGEST_SCRIPT_NAME, _SCRIPT_SHARE = 20, 0.2  # characters; of the letters
_LEFT_OVER = re.compile(
    r"(?:two|three|four|five|six|seven|eight|nine|ten|several|\d+) (?:main |key )?"
    r"(?:parts?|steps?|stages?|phases?|components?|modules?|levels?|aspects?|cases?)"
    r"|(?:a )?total of .*|starting|beginning|using|given|based|having|being|following|including|leading|resulting"
    r"|consisting|to\b.*|(?:shows?|illustrates?|depicts?)\b.*",
    re.IGNORECASE,
)
"""What a cut leaves behind: ``three parts``, ``starting``; a purpose, and what a caption says of its panels."""
_FORMULA = re.compile(r"[=←≈≤≥∑]|\w_\(")
_PRIMED = re.compile(r"^\W*(\w{1,2}['’]{1,2})[\s.,;:]*$")
"""A symbol whose prime is no closing quotation mark."""
_SUBJECT = re.compile(
    r"(?:(?:we|one|you|it|users|participants|the (?:user|model|system|method|network|algorithm)"
    r"(?= (?:can|then|first|finally|also|\w+s(?! (?:is|are)\b))\b))\s+(?:can\s+)?"
    r"(?:then\s+|first\s+|finally\s+|also\s+)?|"
    r"\S+ (?:performs|conducts) (?=an? |the )|"
    r"(?:\S+ ){1,5}(?:is|are) (?:then |also )?(?:used|employed|applied) to |(?:use|employ|apply) [^,]{1,60}? to |"
    r"(?:(?:given|for|to|if|when|once|every|after|before|during|in|at|on) [^,]{1,80},\s*)|我们)",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"\b(\w{1,40})[-\u2010\u00ad][ \t]*\n[ \t]*(?=[a-z])")
_COMPOUNDING = frozenset(
    re.findall(r"\S+", "one two three four multi high low long short self cross well real end pre")
)


def is_unsegmented(text: str) -> bool:
    """Whether a text is written in Chinese, Japanese or Korean, whose clauses no rule here takes apart."""
    letters = sum(sign.isalpha() for sign in text)
    return len(_SCRIPT.findall(text)) > _SCRIPT_SHARE * max(letters, 1)


def is_name(name: str) -> bool:
    """Whether a name can be one: no formula, number of parts or verb left over, without spaces no half clause."""
    if not name or _LEFT_OVER.fullmatch(name) or _FORMULA.search(name):
        return False
    half = len(name) > _LONGEST_SCRIPT_NAME or _HALF_CLAUSE.search(name) is not None
    return not (half and is_unsegmented(name))


def without_subject(text: str, span: Span) -> Span:
    """Without *we* and the like, so that a step is named by what is done."""
    start, end = span
    while (found := _SUBJECT.match(text, start, end)) is not None and found.end() < end:
        start = found.end()
    return start, end


def clean(name: str) -> str:
    """A name without marks at its ends."""
    if (primed := _PRIMED.search(name)) is not None:
        return primed[1]
    return name.strip(" \t*_`.,:;：。，；–—-\"'“”")


def one_line(text: str) -> str:
    """A text on one line, with words broken at a line end made whole."""
    return " ".join(mended(text).split())


def mended(text: str) -> str:
    """Compatibility forms resolved and words broken at a line end made whole; compounds keep their hyphen."""
    plain = unicodedata.normalize("NFKC", text)
    return _BROKEN.sub(lambda found: found[1] + ("-" if found[1].lower() in _COMPOUNDING else ""), plain)
