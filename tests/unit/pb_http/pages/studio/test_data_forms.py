"""The forms of PDFs, tables and composites: what they show of what was chosen, and the requests that they make."""

from collections.abc import AsyncIterator

import pytest

from pb_core.domain.pictures import RGB, png_of
from pb_core.testing.memory.pdf_files import write_pdf
from support.visitors import Visitor, api_key_of, visiting

PDF = write_pdf(["one", "two", "three"])
HTMX = {"HX-Request": "true"}
PICTURE = png_of([b"\x10\x20\x30" * 40] * 70, RGB)


@pytest.fixture
async def author() -> AsyncIterator[Visitor]:
    """Somebody who is signed in to the studio."""
    async with visiting() as someone:
        await someone.sign_in("studio", api_key_of(someone.site))
        yield someone


async def post(author: Visitor, name: str, file: tuple[str, bytes] | None = None, **fields: object) -> tuple[int, str]:
    """Post a form as the script of a page does where ``action`` is given, else as a browser does."""
    path = f"/studio/new/{name}"
    data = {"csrf": await author.token(path), **fields}
    files = {"data_file" if name == "plot" else "file": file} if file else None
    answer = await author.http.post(path, data=data, files=files, headers=HTMX if "action" in fields else {})
    return answer.status_code, answer.headers.get("location", "") or answer.text


async def request_of(author: Visitor, location: str) -> dict[str, object]:
    """The request that a figure was made of."""
    document: dict[str, object] = (await author.http.get(f"{location}/request.json")).json()
    return document


async def test_a_pdf_is_kept_while_its_pages_are_chosen(author: Visitor) -> None:
    status, shown = await post(author, "pdf", ("<b>.pdf", PDF), action="preview")
    assert status == 200
    assert "&lt;b&gt;.pdf, 3 pages" in shown
    token = shown.partition('name="upload" value="')[2].partition('"')[0]
    page = await author.http.get(f"/studio/uploads/{token}/pages/2")
    assert (page.headers["content-type"], page.content[:4]) == ("image/png", b"\x89PNG")
    for missing in (f"{token}/pages/4", f"{token}/pages/0", "unknown/pages/1"):
        assert (await author.http.get(f"/studio/uploads/{missing}")).status_code in {404, 422}
    status, refused = await post(author, "pdf", upload=token, page=["2", "3"])
    assert (status, "Caption is required" in refused) == (422, True)
    assert 'value="2" checked' in refused
    status, location = await post(author, "pdf", upload=token, page=["3", "2"], caption="Figure 1")
    assert status == 303
    assert (await request_of(author, location))["pages"] == "2-3"
    assert (await author.http.get(f"{location}/paper.pdf")).content == PDF
    value, _ = await author.site.keyring.create("other")
    await author.sign_in("studio", value)
    assert (await author.http.get(f"/studio/uploads/{token}/pages/2")).status_code == 404


async def test_pages_are_chosen_by_number_without_a_script(author: Visitor) -> None:
    status, location = await post(author, "pdf", ("a.pdf", PDF), pages="1, 3", caption="Figure 1")
    assert status == 303
    assert (await request_of(author, location))["pages"] == "1,3"
    again = await author.http.get("/studio/new/pdf", params={"again": location.rsplit("/", 1)[1]})
    assert "a.pdf, 3 pages" in again.text  # the same file is still kept
    assert 'value="3" checked' in again.text
    assert 'name="pages" type="text" value=""' in again.text


@pytest.mark.parametrize(
    ("file", "fields", "sentence"),
    [
        (None, {}, "PDF is required"),
        (None, {"upload": "gone"}, "PDF is not kept any longer"),
        (("a.pdf", PDF), {"pages": "9"}, "Pages asks for page 9"),
        (("a.txt", b"no pdf"), {}, "The file is not a PDF"),
    ],
)
async def test_a_pdf_that_cannot_be_read_is_refused(
    author: Visitor, file: tuple[str, bytes] | None, fields: dict[str, str], sentence: str
) -> None:
    status, refused = await post(author, "pdf", file, caption="Figure 1", **fields)
    assert status == 422
    assert sentence in refused


async def test_a_table_is_shown_as_it_is_read(author: Visitor) -> None:
    status, shown = await post(author, "plot", action="preview", data_json="name,score\n<b>x</b>,1\ny,2\n")
    assert status == 200
    assert "&lt;b&gt;x&lt;/b&gt;" in shown
    assert "bars of mean score by name" in shown
    for text, sentence in (("a,b\n1,2,3\n", "on line 2"), ("[1, 2", "No table is read:"), ("", "")):
        assert sentence in (await post(author, "plot", action="preview", data_json=text))[1]
    assert "x,1" not in (await post(author, "plot", ("a.csv", b"\xff\xfe"), action="preview"))[1]


@pytest.mark.parametrize("name", ["diagram", "composite", "prompt"])
async def test_a_form_without_a_preview_is_shown_as_it_is(author: Visitor, name: str) -> None:
    status, shown = await post(author, name, action="preview")
    assert (status, 'id="request"' in shown) == (200, True)


async def test_csv_of_a_file_becomes_the_data_of_a_plot(author: Visitor) -> None:
    fields = {"intent": "bars of score by name", "output_formats": ["svg", "pdf"], "styling.width": "89"}
    status, location = await post(author, "plot", ("a.csv", b"\xef\xbb\xbfname,score\r\nx,1\r\n"), **fields)
    assert status == 303
    assert await request_of(author, location) == {
        "data_json": '[{"name":"x","score":1}]',
        "intent": "bars of score by name",
        "output_formats": ["png", "svg", "pdf"],
        "styling": {"width": 89.0},
    }
    status, refused = await post(author, "plot", ("a.csv", b"name,score\nx,1,2\n"), intent="bars")
    assert status == 422
    assert "name,score\nx,1,2" in refused


async def test_figures_are_composed_in_the_order_of_their_places(author: Visitor) -> None:
    first, second = [await author.site.completed(png=PICTURE) for _ in range(2)]
    assert "Your newest figures" in (await author.http.get("/studio/new/composite")).text
    newest = (await author.http.get("/studio/new/composite", params={"example": "newest"})).text
    assert f'name="place.{first}" type="number" min="1" max="100" value="1"' in newest
    places = {f"place.{first}": "2", f"place.{second}": "1"}
    status, refused = await post(author, "composite", **places | {f"place.{first}": "first"})
    assert (status, "Figures are put in order by whole numbers" in refused) == (422, True)
    status, refused = await post(author, "composite", **{f"place.{first}": "1"})
    assert (status, "Figures must have at least 2 items" in refused) == (422, True)
    status, refused = await post(author, "composite", **places, **{"place.none": "3"})
    assert (status, "there is no task" in refused) == (404, True)
    status, location = await post(author, "composite", **places, labels="left\nright\n", spacing="7")
    assert status == 303
    document = await request_of(author, location)
    assert document["source_task_ids"] == [second, first]
    assert (document["labels"], document["spacing"]) == (["left", "right"], 7)
    status, location = await post(author, "composite", **places, no_labels="yes", layout="1x2")
    again = await author.http.get("/studio/new/composite", params={"again": location.rsplit("/", 1)[1]})
    assert 'name="no_labels" value="yes" checked' in again.text
    assert 'name="layout" type="text" value="1x2"' in again.text


async def test_figures_are_listed_by_kind_and_state(author: Visitor) -> None:
    await author.site.completed(png=PICTURE)
    await post(author, "prompt", description="An <b>encoder</b>.")
    path = "/studio/figures"
    every = (await author.http.get(path)).text
    assert "An &lt;b&gt;encoder&lt;/b&gt;." in every
    assert "/small?v=" in every
    completed = (await author.http.get(path, params={"status": "completed", "kind": "methodology"})).text
    assert "encoder&lt;" not in completed
    assert "/small?v=" in completed
    assert "There are no such figures" in (await author.http.get(path, params={"kind": "composite"})).text
    assert (await author.http.get(path, params={"status": "gone"})).status_code == 422
    assert (await author.http.get(path, params={"before": "gone"})).status_code == 422
