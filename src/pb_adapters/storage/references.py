"""References: which artifacts the documents in the rows of a database need, whichever database it is."""

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from pb_core.application.workflows.material import Extract
from pb_core.domain.pictures import Artifact
from pb_core.domain.requests import PdfPages, StoredData

_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAMING: tuple[type[Struct], ...] = (Artifact, PdfPages, StoredData, Extract)
"""What names an artifact by its ``digest`` wherever it stands in a request, a result or the answer of a step."""

_SIGNATURES = tuple(
    frozenset(field.name for field in msgspec.structs.fields(kind) if field.required) for kind in _NAMING
)

Name = tuple[str, str]
"""Owner and digest of an artifact."""


class Reference(Struct, frozen=True, kw_only=True):
    """An artifact that a row needs: whose it is, and in which task, ``request``, ``result`` or a step's name."""

    owner: str
    digest: str
    task_id: str
    place: str


def references_in(owner: str, task_id: str, place: str, document: str | bytes) -> Iterator[Reference]:
    """Every artifact that a document of a task refers to.

    A document that is no JSON refers to nothing: whoever removes artifacts must know first that all can be read.
    """
    try:
        found = sorted(set(_digests(msgspec.json.decode(document))))
    except msgspec.DecodeError:
        return
    for digest in found:
        yield Reference(owner=owner, digest=digest, task_id=task_id, place=place)


def _digests(value: object) -> Iterator[str]:
    """The digests of artifacts anywhere in a document."""
    if isinstance(value, dict):
        digest = value.get("digest")
        if isinstance(digest, str) and _DIGEST.fullmatch(digest) and any(value.keys() >= own for own in _SIGNATURES):
            yield digest
        for member in value.values():
            yield from _digests(member)
    elif isinstance(value, list):
        for member in value:
            yield from _digests(member)
