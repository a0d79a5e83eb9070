"""XMP packets: well-formed whatever the texts hold."""

from xml.etree.ElementTree import Element, fromstring

from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.picture_metadata import xmp
from support.picture_metadata import CLEAN, MADE, metadata

RDF, PB = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", f"{{{xmp.VOCABULARY}}}"
IPTC = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"


def read(packet: bytes) -> Element:
    return fromstring(packet)  # noqa: S314 - written here


def test_a_packet_says_who_answered_which_step() -> None:
    root = read(xmp.packet(metadata(), "image/png"))
    steps = [tuple(part.text for part in item) for item in root.iterfind(f".//{PB}steps/{RDF}Seq/{RDF}li")]
    assert steps == [(use.step, use.engine, use.model) for use in MADE.models]
    assert [found.text for found in root.iter(f"{PB}requestDigest")] == [MADE.request_digest]


def test_what_it_shows_stands_in_the_fields_for_it() -> None:
    root = read(xmp.packet(metadata(), "image/png"))
    for name in ("AltTextAccessibility", "ExtDescrAccessibility"):
        assert [item.text for item in root.iterfind(f".//{IPTC}{name}/{RDF}Alt/{RDF}li")] == [CLEAN]


@given(st.text(st.characters()))
def test_every_text_is_well_formed(text: str) -> None:
    packet = xmp.packet(metadata(text), "image/png")
    assert xmp.is_own(packet)
    assert read(packet) is not None
