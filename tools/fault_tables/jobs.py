"""The verdicts on pictures that are made by jobs: one call orders, others look and fetch."""

from fault_matrix import Verdict

UNREADABLE = Verdict("UnreadablePicture", calls=3)


def drawn(calls: int) -> Verdict:
    """A picture after so many calls."""
    return Verdict("answer", calls=calls)


def no_picture(calls: int, billed: str = "yes") -> Verdict:
    """No picture after so many calls."""
    return Verdict("NoPicture", billed=billed, calls=calls)


def failed(outcome: str, calls: int = 2, billed: str = "no") -> Verdict:
    """A job that ends for good, so that asking for it again cannot help."""
    return Verdict(outcome, billed=billed, calls=calls)
