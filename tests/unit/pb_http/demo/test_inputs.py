import msgspec
import pytest

from pb_core.domain.pdf import PdfLimits, require_pdf
from pb_core.domain.request_rules import require_valid
from pb_core.domain.requests import CompositeBody, GenerateBody, GenerateFromPdfBody, OptimizePromptBody, PlotBody
from pb_http.body_decoding import decode
from pb_http.demo.inputs import PAPER, DemoInput, inputs, paper

KINDS = {
    "/api/generate": GenerateBody,
    "/api/generate-from-pdf": GenerateFromPdfBody,
    "/api/optimize-prompt": OptimizePromptBody,
    "/api/plot": PlotBody,
    "/api/composite": CompositeBody,
}
INPUTS = inputs()


@pytest.mark.parametrize("request_", INPUTS, ids=[one.name for one in INPUTS])
def test_each_request_is_one_that_the_server_accepts_without_a_warning(request_: DemoInput) -> None:
    body = request_.body | ({"source_task_ids": ["0" * 32] * len(request_.panels)} if request_.panels else {})

    decoded = decode(msgspec.json.encode(body), KINDS[request_.path])

    require_valid(decoded.value)
    assert decoded.warnings == ()
    assert request_.shown.strip()


def test_every_submission_of_the_api_is_shown() -> None:
    assert {one.path for one in INPUTS} == KINDS.keys()


def test_names_are_unique_and_panels_come_before_their_composite() -> None:
    names = [one.name for one in INPUTS]
    assert len(set(names)) == len(names)
    for place, one in enumerate(INPUTS):
        assert set(one.panels) <= set(names[:place])


def test_the_paper_is_a_pdf_that_the_page_links_to() -> None:
    require_pdf(paper(), PdfLimits())
    assert [one.file for one in INPUTS if one.file] == [PAPER]
