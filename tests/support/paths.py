"""The repository's folders, stated once, so that a test file may stand anywhere."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src"
TESTS = ROOT / "tests"
CORPUS = TESTS / "corpus"
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"
DEMO = SRC / "pb_http/demo"
"""The demo's texts, data and paper."""
PAPER = DEMO / "paper.pdf"
CERTIFICATES = TESTS / "support/certificates"
"""A key and certificate of 127.0.0.1 that no authority signed."""
BIN = Path(sys.executable).parent
"""Where the environment's programs stand, ``pb`` among them."""
