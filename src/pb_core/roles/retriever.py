"""Retriever: the reference figures whose prose is closest to the source, found by words alone.

Scores are Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009) over text and
caption; no upstream call is made.
"""

import math
from collections import Counter
from functools import cache

from msgspec import Struct

from pb_core.exemplars import load
from pb_core.roles.briefs import Example
from pb_core.words import words

K1 = 1.2
B = 0.75


class _Document(Struct, frozen=True):
    example: Example
    counts: dict[str, int]
    length: int


class _Index(Struct, frozen=True):
    documents: tuple[_Document, ...]
    weights: dict[str, float]
    mean_length: float


def retrieve(source: str, caption: str, count: int = 3) -> tuple[Example, ...]:
    """Return the ``count`` closest reference figures, best first, fewer only if there are fewer.

    Ties are broken by name, so that a source that shares no word with any figure still gets some. A word
    counts once however often the source repeats it.
    """
    index = _index()
    wanted = set(words(f"{caption}\n{source}")) & index.weights.keys()
    ranked = sorted(index.documents, key=lambda document: (-_score(wanted, document, index), document.example.name))
    return tuple(document.example for document in ranked[:count])


def _score(wanted: set[str], document: _Document, index: _Index) -> float:
    norm = K1 * (1 - B + B * document.length / index.mean_length)
    return math.fsum(
        index.weights[word] * frequency * (K1 + 1) / (frequency + norm)
        for word in wanted
        if (frequency := document.counts.get(word, 0))
    )


@cache
def _index() -> _Index:
    documents = tuple(_document(Example(name=e.name, text=e.text, caption=e.caption, spec=e.spec)) for e in load())
    containing = Counter(word for document in documents for word in document.counts)
    return _Index(
        documents,
        {word: _rarity(number, len(documents)) for word, number in containing.items()},
        sum(document.length for document in documents) / len(documents),
    )


def _document(example: Example) -> _Document:
    counts = Counter(words(f"{example.caption}\n{example.text}"))
    return _Document(example, counts, counts.total())


def _rarity(containing: int, documents: int) -> float:
    """Return the inverse document frequency, positive for words in every document too."""
    return math.log(1 + (documents - containing + 0.5) / (containing + 0.5))
