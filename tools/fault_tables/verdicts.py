"""The verdicts that several tables name."""

from fault_matrix import Verdict

ANSWER = Verdict("answer")
ASK = Verdict("OutcomeUnknown", billed="unknown")
BAD = Verdict("BadAnswer")
BLOCKED = Verdict("ContentBlocked")
CUT = Verdict("CutAnswer")
DOWN = Verdict("EngineUnavailable", retryable=True, billed="no")
DRAWN = Verdict("answer", calls=3)
EMPTY = Verdict("EmptyAnswer")
LIMIT = Verdict("EngineExhausted", billed="no")
LOST = Verdict("OutcomeUnknown", retryable=True, billed="unknown")
LATE = Verdict("TooSlow", retryable=True, billed="unknown")
MODERATED = Verdict("ContentBlocked", billed="no")
NONE = Verdict("NoPicture")
NO_MONEY = Verdict("OutOfFunds", billed="no")
REFUSED = Verdict("EngineRefused")
REJECTED = Verdict("RequestRejected", billed="no")
SET_UP = Verdict("EngineMisconfigured", billed="no")
SLOW = Verdict("EngineThrottled", retryable=True, billed="no")
TOMORROW = Verdict("EngineExhausted", billed="no")
