"""SVG files with metadata: read by ElementTree, with what is drawn as before."""

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.picture_metadata.svg import stamped
from pb_core.domain.picture_metadata.xmp import plain
from pb_core.errors import UnreadablePicture
from support.picture_metadata import CLEAN, MADE, metadata

SVG = "{http://www.w3.org/2000/svg}"
DC = "{http://purl.org/dc/elements/1.1/}"
DRAWN = b'<defs><style>a{}</style></defs>\n <g id="element-a"><title>A</title><path d="M 0 0"/></g>\n</svg>\n'
HEADED = (
    b'<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
    b' "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg xmlns:xlink="http://www.w3.org/1999/xlink"'
    b' width=\'4pt\' viewBox="0 0 4 4" xmlns="http://www.w3.org/2000/svg" role="none" data-a="x > y">\n'
    b"<!-- made by others --><metadata><a>by others</a></metadata>\n" + DRAWN
)


def test_the_root_is_one_picture_with_a_name() -> None:
    root = fromstring(stamped(HEADED, metadata()))  # noqa: S314 - written here
    assert [child.tag for child in root] == [f"{SVG}{tag}" for tag in ("title", "desc", "metadata", "defs", "g")]
    title, desc, *_ = root
    assert (title.text, desc.text) == (CLEAN, CLEAN)
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == [title.get("id"), desc.get("id")]
    assert (root.get("width"), root.get("viewBox"), root.get("data-a")) == ("4pt", "0 0 4 4", "x > y")


def test_the_metadata_are_dublin_core_and_ours_in_place_of_others() -> None:
    data = stamped(HEADED, metadata())
    root = fromstring(data)  # noqa: S314 - written here
    assert [value.text for value in root.iter(f"{DC}identifier")] == [MADE.task]
    assert "".join(root.find(f".//{DC}title").itertext()) == CLEAN  # type: ignore[union-attr]  # it is there
    assert b"by others" not in data


def test_without_provenance_there_are_title_and_alternative_text_alone() -> None:
    root = fromstring(stamped(HEADED, metadata(full=False)))  # noqa: S314 - written here
    assert [child.tag for child in root] == [f"{SVG}{tag}" for tag in ("title", "desc", "defs", "g")]


@given(st.text())
def test_what_is_drawn_stays_and_the_last_metadata_count(text: str) -> None:
    once = stamped(HEADED, metadata(text))
    assert once.endswith(b"\n" + DRAWN)
    title = fromstring(once)[0].text or ""  # noqa: S314 - written here
    assert title == plain(text).replace("\r\n", "\n").replace("\r", "\n")
    assert stamped(stamped(HEADED, metadata("before")), metadata(text)) == once


@pytest.mark.parametrize(
    "data",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        b'\xef\xbb\xbf<svg xmlns="http://www.w3.org/2000/svg"><title/></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg"\n  role = "img"\n><desc>a</desc><title>b</title></svg>',
    ],
)
def test_roots_with_nothing_drawn(data: bytes) -> None:
    once = stamped(data, metadata("A title"))
    root = fromstring(once)  # noqa: S314 - written here
    assert [child.tag for child in root] == [f"{SVG}{tag}" for tag in ("title", "desc", "metadata")]
    assert stamped(once, metadata("A title")) == once


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<svg", b"<html/>", b"<a:svg xmlns:a='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"),
        b"<?xml version='1.0' encoding='latin-1'?><svg/>",
    ],
)  # fmt: skip
def test_what_is_no_svg_in_utf8_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        stamped(data, metadata())
