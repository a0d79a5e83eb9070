"""Assets are kept for ever under an address of their content, and nothing outside their folder is served."""

import re

import pytest

from pb_http.pages.assets_served import FOLDER, address_of
from support.visitors import visiting


async def test_an_address_with_the_digest_of_its_content_is_good_for_ever() -> None:
    async with visiting() as visitor:
        fixed = await visitor.http.get(address_of("pages.css"))
        assert fixed.headers["content-type"] == "text/css; charset=utf-8"
        assert "immutable" in fixed.headers["cache-control"]
        free = await visitor.http.get("/assets/pages.css")
        assert free.headers["cache-control"] == "no-cache"
        again = await visitor.http.get("/assets/pages.css", headers={"If-None-Match": free.headers["etag"]})
        assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    ["nothing.css", "../rendering.py", "%2e%2e/rendering.py", "vendor", "a/pages.css"],
)
async def test_nothing_else_is_served(name: str) -> None:
    async with visiting() as visitor:
        answer = await visitor.http.get(f"/assets/{name}")
        assert answer.status_code == 404
        assert set(answer.json()) == {"detail"}


def test_every_vendored_library_has_its_licence_and_stands_in_the_table() -> None:
    table = (FOLDER / "vendor" / "README.md").read_text("utf-8")
    for folder in (path for path in (FOLDER / "vendor").iterdir() if path.is_dir()):
        assert (folder / "LICENSE").is_file()
        assert re.search(rf"^\| `{folder.name}` \|", table, re.MULTILINE)


@pytest.mark.parametrize("path", [*FOLDER.parent.joinpath("templates").rglob("*.html")], ids=lambda path: path.name)
def test_no_template_has_a_script_or_style_of_its_own(path) -> None:  # noqa: ANN001 - a path
    text = path.read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe", text)
