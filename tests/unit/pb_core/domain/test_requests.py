"""What submissions are charged."""

import pytest

from pb_core.domain.requests import (
    Body,
    CompositeBody,
    GenerateBody,
    GenerateFromPdfBody,
    OptimizePromptBody,
    PlotBody,
    units_of,
)


@pytest.mark.parametrize(
    ("body", "units"),
    [
        (GenerateBody(caption="c"), 1),
        (GenerateBody(caption="c", candidates=None), 1),
        (GenerateBody(caption="c", candidates=4), 4),
        (GenerateFromPdfBody(caption="c", pdf_base64="", candidates=2), 2),
        (PlotBody(data_json="[]", candidates=3), 3),
        (OptimizePromptBody(description="d"), 1),
        (CompositeBody(source_task_ids=["a", "b"]), 1),
    ],
)
def test_a_submission_is_charged_a_unit_or_one_for_each_candidate(body: Body, units: int) -> None:
    assert units_of(body) == units
