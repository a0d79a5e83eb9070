"""What an idempotency key stands for."""

import hashlib

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.application.idempotency import idempotency_of
from pb_core.domain.requests import GenerateBody, Grounding, PlotBody, ReviseBody
from pb_core.errors import InvalidRequest

BODY = GenerateBody(source_context="The encoder reads.", caption="Figure 1")
LATER = {"plan", "styling", "grounding", "candidates"}


@pytest.mark.parametrize("body", [BODY, PlotBody(data_json="[]", intent="bars"), replace(BODY, candidates=None)])
def test_fields_that_are_left_out_keep_the_digest_of_earlier_versions(body: GenerateBody | PlotBody) -> None:
    before = {name: value for name, value in msgspec.structs.asdict(body).items() if name not in LATER}
    digest = hashlib.sha256(b"generate" + msgspec.json.encode(before)).hexdigest()
    assert idempotency_of("k", "generate", body).digest == digest


@pytest.mark.parametrize("changed", [{"plan": "flowchart LR"}, {"candidates": 2}, {"caption": "Figure 2"}])
def test_another_request_has_another_digest(changed: dict[str, object]) -> None:
    digest = idempotency_of("k", "generate", BODY).digest
    assert idempotency_of("k", "generate", replace(BODY, **changed)).digest != digest
    assert idempotency_of("k", "plot", BODY).digest != digest


def test_a_revision_that_names_its_grounding_is_another_than_one_that_keeps_it() -> None:
    kept = ReviseBody(instruction="remove it")
    digests = {idempotency_of("k", "revise 1", replace(kept, grounding=named)).digest for named in (None, *Grounding)}
    assert len(digests) == 3


@pytest.mark.parametrize("word", ["", " ", "x" * 256])
def test_a_key_has_a_sensible_length(word: str) -> None:
    with pytest.raises(InvalidRequest, match="Idempotency-Key"):
        idempotency_of(word, "generate", BODY)
