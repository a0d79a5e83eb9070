"""Metadata as XMP: Dublin Core, IPTC's fields for accessibility, and who did what in a vocabulary of our own.

Source: XMP Specification Part 1, ISO 16684-1; IPTC Photo Metadata Standard 2021.1.
"""

import re
from collections.abc import Iterator, Mapping

from pb_core.domain.provenance import PictureMetadata, Provenance

VOCABULARY = "urn:paperbanana:provenance:1:"
"""The namespace of our own properties: ``task``, ``requestDigest`` and ``steps``."""

TOOLKIT = "PaperBanana"
"""What packets name as their writer."""

_NAMESPACES: Mapping[str, str] = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "pb": VOCABULARY,
}
_PACKET_ID = "W5M0MpCehiHzreSzNTczkc9d"
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;"})
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def packet(metadata: PictureMetadata, media_type: str) -> bytes:
    """A whole packet in UTF-8, as files hold it."""
    parts = (
        f'<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="{_PACKET_ID}"?>',
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="{TOOLKIT}">',
        rdf(metadata, media_type),
        "</x:xmpmeta>",
        '<?xpacket end="r"?>',
    )
    return "\n".join(parts).encode()


def is_own(text: bytes) -> bool:
    """Whether a packet was written here."""
    return f'x:xmptk="{TOOLKIT}"'.encode() in text[:300]


def rdf(metadata: PictureMetadata, media_type: str) -> str:
    """The metadata as one ``rdf:RDF`` element; every text is escaped."""
    spaces = " ".join(f'xmlns:{name}="{address}"' for name, address in _NAMESPACES.items())
    lines = "\n".join(f"  {line}" for line in _properties(metadata, media_type))
    return f'<rdf:RDF {spaces}>\n <rdf:Description rdf:about="">\n{lines}\n </rdf:Description>\n</rdf:RDF>'


def xml_text(text: str) -> str:
    """A text as XML holds it, in content and attributes: characters that no XML may have are left out."""
    return plain(text).translate(_ESCAPED)


def plain(text: str) -> str:
    """A text without the characters that no XML may have, which are none in any other format either."""
    return _NOT_XML.sub("", text)


def software(made: Provenance) -> str:
    """The program that made a picture, with its version."""
    return f"{made.generator} {made.version}"


def _properties(metadata: PictureMetadata, media_type: str) -> Iterator[str]:
    text = metadata.text
    yield f"<dc:format>{media_type}</dc:format>"
    yield _in_languages("dc:title", text.title)
    yield _in_languages("dc:description", text.caption or text.alt_text)
    yield _in_languages("Iptc4xmpCore:AltTextAccessibility", text.alt_text)
    if text.long_description:
        yield _in_languages("Iptc4xmpCore:ExtDescrAccessibility", text.long_description)
    if metadata.provenance is not None:
        yield from _facts(metadata.provenance)


def _facts(provenance: Provenance) -> Iterator[str]:
    yield f"<xmp:CreatorTool>{xml_text(software(provenance))}</xmp:CreatorTool>"
    yield f"<dc:identifier>{xml_text(provenance.task)}</dc:identifier>"
    yield f"<pb:task>{xml_text(provenance.task)}</pb:task>"
    yield f"<pb:requestDigest>{xml_text(provenance.request_digest)}</pb:requestDigest>"
    steps = "".join(
        f'<rdf:li rdf:parseType="Resource"><pb:step>{xml_text(use.step)}</pb:step>'
        f"<pb:engine>{xml_text(use.engine)}</pb:engine><pb:model>{xml_text(use.model)}</pb:model></rdf:li>"
        for use in provenance.models
    )
    yield f"<pb:steps><rdf:Seq>{steps}</rdf:Seq></pb:steps>"


def _in_languages(name: str, text: str) -> str:
    """A property that may be given in several languages, in that of its author alone."""
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{xml_text(text)}</rdf:li></rdf:Alt></{name}>'
