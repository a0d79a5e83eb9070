"""Every page: its relative links lead somewhere, its index is whole, its figures are drawn."""

import re
from pathlib import Path
from pkgutil import resolve_name

import pytest

from support.paths import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as forges make them."""
    titles = (re.sub(r"[^\w\- ]", "", title).lower() for title in HEADING.findall(page.read_text("utf-8")))
    return {title.replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), target
        assert not anchor or anchor in anchors(file), f"{target}#{anchor}"


def test_the_index_of_decisions_is_whole() -> None:
    folder = ROOT / "docs/adr"
    listed = set(re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text("utf-8")))
    assert listed == {page.name for page in folder.glob("[0-9]*.md")}


def test_the_index_of_the_documentation_is_whole() -> None:
    index = (ROOT / "docs/README.md").read_text("utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"]({page.name})" in index, page.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_module_that_is_named_exists(page: Path) -> None:
    for path in re.findall(r"`((?:src/)?pb_\w+/[\w/]+\.py)`", page.read_text("utf-8")):
        assert (ROOT / "src" / path.removeprefix("src/")).exists(), path
    for name in re.findall(r"`(pb_(?:core|adapters|http)(?:\.\w+)+)`", page.read_text("utf-8")):
        assert resolve_name(name) is not None
