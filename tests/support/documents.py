"""The code that stands in the documentation."""

import re

from support.paths import ROOT

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(document: str, language: str) -> list[str]:
    """The fenced blocks of one language in a document, in order; there is at least one."""
    text = (ROOT / document).read_text("utf-8")
    found = [code for fence, code in _FENCE.findall(text) if fence == language]
    assert found, f"{document} has no {language} block"
    return found
