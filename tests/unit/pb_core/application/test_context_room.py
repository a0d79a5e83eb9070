"""Texts that no model of an engine reads whole."""

import pytest

from pb_core.application.context_room import BYTES_PER_TOKEN, require_room
from pb_core.application.engines import FallbackVlm
from pb_core.application.model_catalog import find_model
from pb_core.errors import InvalidRequest
from pb_core.testing.memory.vlm import ScriptedVlm


class Known(ScriptedVlm):
    """A model whose limit the catalog knows."""

    provider, model = "gemini", "gemini-2.5-flash"


LIMIT = 1_048_576
LONG = "x" * (BYTES_PER_TOKEN * (LIMIT + 1))


def test_the_catalog_knows_the_limit() -> None:
    entry = find_model(Known.provider, Known.model)
    assert entry is not None
    assert entry.context_tokens == LIMIT


def test_what_is_longer_than_the_model_reads_is_refused_by_its_field() -> None:
    with pytest.raises(InvalidRequest, match=r"source_context is too long for gemini-2\.5-flash: .*1,048,577 tokens"):
        require_room(Known(), {"description": "short", "source_context": LONG})


@pytest.mark.parametrize("engine", [ScriptedVlm(), FallbackVlm(Known(), ScriptedVlm())])
def test_a_model_whose_limit_is_not_known_takes_everything(engine: ScriptedVlm | FallbackVlm) -> None:
    require_room(engine, {"source_context": LONG})


def test_what_fits_and_nothing_pass() -> None:
    require_room(Known(), {"source_context": LONG[:-BYTES_PER_TOKEN]})
    require_room(Known(), {})
