"""Metadata to write into pictures: plain ones, and such as try to end what they stand in."""

from datetime import UTC, datetime

from pb_core.domain.provenance import FigureText, ModelUse, PictureMetadata, Provenance

HOSTILE = (
    'Figure 1: <script>alert(\'x\')</script> & ]]> --> ?> \x00\x07\ufffe "> onload="x" %%EOF\n%PaperBanana metadata\n'
    "(a) \\) >> endobj stream é 漢字 🍌 <?xpacket end='w'?> \u202e"
)
"""A caption that closes whatever it may stand in, with characters that no XML may have."""

CLEAN = HOSTILE.replace("\x00", "").replace("\x07", "").replace("\ufffe", "")
"""The same as it can be read back."""

MADE = Provenance(
    generator="PaperBanana",
    version="1.2.3",
    task="0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    models=(
        ModelUse(step="plan", engine="gemini/a <b> & c", model="gemini/a <b> & c"),
        ModelUse(step="round/1/draw", engine="vector/vector-1", model="vector/vector-1"),
    ),
    request_digest=f"sha256:{'ab' * 32}",
    created=datetime(2026, 11, 27, tzinfo=UTC),
)


def metadata(text: str = HOSTILE, *, full: bool = True) -> PictureMetadata:
    """Metadata whose every text is this one, and what made the picture if they are ``full``."""
    words = FigureText(title=text, alt_text=text, long_description=text, caption=text)
    return PictureMetadata(text=words, provenance=MADE if full else None)
