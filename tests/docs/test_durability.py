"""The page of failures names tests and drills that exist."""

import re

from support.paths import ROOT

NAMED = re.compile(r"`((?:tests|tools)/[\w/]+\.py(?:::\w+)*)`")
CONTRACTS = (ROOT / "src/pb_core/testing/contracts").glob("*.py")


def test_every_row_names_a_test_or_drill_that_exists() -> None:
    contracts = "\n".join(file.read_text("utf-8") for file in CONTRACTS)
    rows = [line for line in (ROOT / "docs/durability.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    for row in rows:
        if row.startswith("| Failure"):
            continue
        named = NAMED.findall(row)
        assert named, row
        for path, *names in (name.split("::") for name in named):
            source = (ROOT / path).read_text("utf-8")
            for name in names:
                text = source + contracts if len(names) > 1 else source  # a class binds the suite of its port
                assert re.search(rf"\b(?:class|def) {name}\b", text), f"{path}::{name}"
