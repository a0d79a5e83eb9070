"""Exemplars: figures of our own that show the planner what a good plan is, and the retriever of the closest.

Each is a JSON file and a picture. The closest to a source are found by words alone: scores are Okapi BM25 (Robertson
and Zaragoza, The Probabilistic Relevance Framework, 2009) over text and caption; no upstream call is made.
"""

import math
from collections import Counter
from functools import cache
from importlib import resources

import msgspec
from msgspec import Struct

from pb_core.domain.diagrams.pruning import supported_only, without
from pb_core.domain.diagrams.spec import DiagramSpec, validate
from pb_core.domain.diagrams.support import check_support
from pb_core.domain.diagrams.words import words
from pb_core.domain.questions import Example

_FOLDER = resources.files(__name__)


class Exemplar(Struct, frozen=True, kw_only=True):
    """One reference figure: its field of science, its method prose, its caption and its plan."""

    name: str
    field: str
    text: str
    caption: str
    spec: DiagramSpec

    def picture(self) -> bytes:
        """Read the drawn figure, a PNG with a long side of 1024 pixels."""
        return _FOLDER.joinpath(f"{self.name}.png").read_bytes()


def picture_of(name: str) -> bytes:
    """The drawn figure of this name, as ``Exemplar.picture``; raises ``KeyError`` for an unknown name."""
    if name not in {exemplar.name for exemplar in load()}:
        raise KeyError(name)
    return _FOLDER.joinpath(f"{name}.png").read_bytes()


class _Stored(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a JSON file holds; its name is the exemplar's."""

    field: str
    caption: str
    text: str
    spec: DiagramSpec


@cache
def load() -> tuple[Exemplar, ...]:
    """Return all reference figures, sorted by name; they are read once."""
    names = sorted(entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".json"))
    return tuple(_read(name) for name in names)


def _read(name: str) -> Exemplar:
    stored = msgspec.json.decode(_FOLDER.joinpath(name).read_bytes(), type=_Stored)
    return Exemplar(
        name=name.removesuffix(".json"),
        field=stored.field,
        text=stored.text,
        caption=stored.caption,
        spec=validate(stored.spec),
    )


K1 = 1.2
B = 0.75


FEWEST_ARROWS = 3


@cache
def examples() -> tuple[Example, ...]:
    """The figures as planners are shown them: what their texts support and arrows join, at least three arrows."""
    return tuple(example for exemplar in load() if (example := _example(exemplar)) is not None)


def _example(exemplar: Exemplar) -> Example | None:
    spec, _, _ = supported_only(exemplar.spec, lambda spec: check_support(spec, exemplar.text, exemplar.caption))
    if spec is None or len(spec.connections) < FEWEST_ARROWS:
        return None
    joined = {end for connection in spec.connections for end in (connection.source, connection.target)}
    full = {element.group for element in spec.elements if element.id in joined} | {g.parent for g in spec.groups}
    unused = {part.id for part in spec.elements if part.id not in joined} | {
        g.id for g in spec.groups if g.id not in full
    }
    spec = without(spec, unused)
    if spec is None:
        return None
    return Example(name=exemplar.name, text=exemplar.text, caption=exemplar.caption, spec=spec)


class _Document(Struct, frozen=True):
    example: Example
    counts: dict[str, int]
    length: int


class _Index(Struct, frozen=True):
    documents: tuple[_Document, ...]
    weights: dict[str, float]
    mean_length: float


def retrieve(source: str, caption: str, count: int = 3) -> tuple[Example, ...]:
    """Return the ``count`` closest of ``examples``, best first, fewer only if there are fewer.

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
    documents = tuple(map(_document, examples()))
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
