import base64
import textwrap

import httpx
import pytest

from pb_core.testing.memory.pdf_files import write_pdf

PDF = base64.b64encode(write_pdf(["One.", "Two.", "Three.", "Four."])).decode()
BODY = {"pdf_base64": PDF, "caption": "Figure 1: Overall methodology pipeline"}


@pytest.mark.parametrize("pages", ["1", "1,3-4", "4-2", " 2 , 3 ", None])
async def test_pages_of_a_pdf_are_accepted(api: httpx.AsyncClient, pages: str | None) -> None:
    answer = await api.post("/api/generate-from-pdf", json=BODY | {"pages": pages, "output_formats": ["png"]})

    assert answer.status_code == 202
    assert list(answer.json()) == ["task_id", "status"]


@pytest.mark.parametrize(
    "text",
    [
        f"data:application/pdf;base64,{PDF}",
        f"data:application/pdf;name=paper.pdf;base64,{PDF}",
        "\r\n".join(textwrap.wrap(PDF, 76)),
    ],
    ids=["data url", "data url with a name", "line breaks"],
)
async def test_data_urls_and_line_breaks_are_accepted(api: httpx.AsyncClient, text: str) -> None:
    assert (await api.post("/api/generate-from-pdf", json=BODY | {"pdf_base64": text})).status_code == 202
