"""An order told by sentences that open with *First*, *Then*, …, *Finally*."""

import re
from collections.abc import Iterator

from pb_core.domain.diagrams.text_spans import Span

_OPENERS = re.compile(
    r"(?:(?:In|At)\s+the\s+(?P<nth>first|second|third|fourth|fifth|final|last|next)\s+(?:step|stage|phase)|(?P<word>First(?:ly)?|"
    r"Second(?:ly)?|Third(?:ly)?|Fourth(?:ly)?|Then|Next|Afterwards?|After that|Subsequently|Thereafter|Finally|"
    r"Lastly))"
    r"(?:\s*[,:]\s*|\s+)"
    r"|(?:We|It|The (?:[\w-]+ ){1,3}?)\s*(?P<adverb>first|then|next|finally|subsequently|afterwards|lastly)\s+(?=[a-z])"
)  # fmt: skip
_FIRST = frozenset(("first", "firstly"))
_ARGUING = frozenset(("second", "secondly", "third", "thirdly", "fourth", "fourthly"))


def goes_on_in_order(text: str, span: Span) -> bool:
    """Whether a sentence opens with *Second*, *Then*, *Finally* and the like."""
    found = _OPENERS.match(text, *span)
    return found is not None and (found["word"] or found["nth"] or "first").casefold() not in _FIRST


def told_in_order(text: str, spans: tuple[Span, ...]) -> Iterator[tuple[list[Span], list[Span], bool]]:
    """Runs of sentences that open with *First*, *Then*, …, *Finally*: their bounds, with and without that word.

    A run of *First*, *Second*, *Third* alone is as often an argument as a procedure: ``counted`` says that it is one.
    """
    run: list[tuple[str, Span, Span]] = []
    for at, (start, end) in enumerate([*spans, (0, 0)]):
        found = _OPENERS.match(text, start, end)
        word = (found["nth"] or found["word"] or found["adverb"]).casefold().replace("’", "'") if found else ""
        ended = at == len(spans)
        if run and (ended or word in _FIRST):
            if len(run) > 1:
                counted = all(word in _ARGUING for word, _, _ in run[1:])
                yield [whole for _, whole, _ in run], [rest for _, _, rest in run], counted
            run = []
        if found and (run or word in _FIRST):
            run.append(("then" if found["nth"] else word, (start, end), (found.end(), end)))
