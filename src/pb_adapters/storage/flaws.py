"""Flaws: what does not hold of a database, by the check that says so."""

from msgspec import Struct

PAGES, ROWS, LEDGER_RULE, SPENDING, ENDS, HISTORY = "pages", "rows", "ledger", "spending", "ends", "history"
QUEUES = "queues"
"""The checks, as a flaw names them."""


class Flaw(Struct, frozen=True):
    """What does not hold: the check that says so, and a sentence."""

    check: str
    text: str
