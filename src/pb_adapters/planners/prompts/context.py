"""Facts of the context: its sentences that speak of what the prompt names, verbatim."""

import heapq
import re

from pb_core.domain.diagrams.text_spans import sentences

MOST_FACTS = 6
LONGEST_FACT = 600
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 6  # letters; English, German and French endings are behind them mostly
_COMMON = frozenset({
    "about", "after", "also", "based", "because", "been", "between", "both", "could", "does", "draw", "each",
    "figure", "from", "have", "into", "more", "most", "must", "need", "only", "other", "over", "please",
    "show", "shown", "shows", "such", "than", "that", "their", "them", "then", "there", "these", "they",
    "this", "those", "through", "under", "using", "very", "want", "were", "what", "when", "where", "which",
    "while", "with", "would", "your",
})  # fmt: skip


def facts(context: str, prompt: str) -> tuple[str, ...]:
    """At most six sentences of the context that share most words with the prompt, in the context's order."""
    wanted = _content(prompt)
    spans = (span for span in sentences(context) if span[1] - span[0] <= LONGEST_FACT)
    scored = ((len(_content(context[start:end]) & wanted), -start, end) for start, end in spans)
    best = heapq.nlargest(MOST_FACTS, (score for score in scored if score[0]))
    told = " ".join(prompt.split())
    found = (" ".join(context[-start:end].split()) for _, start, end in sorted(best, key=lambda score: -score[1]))
    return tuple(dict.fromkeys(fact for fact in found if fact not in told))


def _content(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _COMMON)
