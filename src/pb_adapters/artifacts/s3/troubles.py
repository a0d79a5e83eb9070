"""What can be wrong with a bucket, read from what the client says, in sentences that say what to do.

The client's own words are not passed on: they quote the store's answer, which may name an access key.
"""

import re
from enum import StrEnum

from pb_core.errors import StorageError


class Trouble(StrEnum):
    """What is wrong with a bucket."""

    MISSING = "missing"
    FORBIDDEN = "forbidden"
    CREDENTIALS = "credentials"
    NO_CREDENTIALS = "no credentials"
    CLOCK = "clock"
    REGION = "region"
    FULL = "full"
    BUSY = "busy"
    SLOW = "slow"
    UNREACHABLE = "unreachable"
    LOST = "lost"
    OTHER = "other"


class BucketFailed(StorageError):
    """A bucket cannot be used now; ``trouble`` says why, the sentence what to do."""

    def __init__(self, trouble: Trouble, url: str, detail: str = "") -> None:
        self.trouble = trouble
        detail = f" ({detail})" if detail else ""
        super().__init__(_SENTENCES[trouble].format(url=url, detail=detail))


_SENTENCES = {
    Trouble.MISSING: "the bucket of {url} is not there{detail}: make it, or correct the address",
    Trouble.FORBIDDEN: "the store refuses {url}{detail}: let these credentials get, put, delete and list there",
    Trouble.CREDENTIALS: "the store does not know the credentials for {url}{detail}: correct AWS_ACCESS_KEY_ID, "
    "AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
    Trouble.NO_CREDENTIALS: "there are no credentials for {url}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
    "run where a role has them",
    Trouble.CLOCK: "the clock of this machine and that of the store of {url} differ too much{detail}: set both right",
    Trouble.REGION: "the bucket of {url} is in another region{detail}: set AWS_REGION to its region",
    Trouble.FULL: "the store has no room left for {url}{detail}: make room there, or raise its quota",
    Trouble.BUSY: "the store of {url} asks to slow down{detail}: it is asked again later; raise its limits if this "
    "goes on",
    Trouble.SLOW: "the store of {url} did not answer in time{detail}: look at its load and at the network between",
    Trouble.UNREACHABLE: "the store of {url} cannot be reached, or breaks off{detail}: check AWS_ENDPOINT_URL and the "
    "network",
    Trouble.LOST: "the store of {url} confirmed bytes that it does not have{detail}: do not trust it until its "
    "operator has looked at it",
    Trouble.OTHER: "the store of {url} fails{detail}: look at its log",
}

_BY_CODE = {
    "NoSuchBucket": Trouble.MISSING,
    "AccessDenied": Trouble.FORBIDDEN,
    "AllAccessDisabled": Trouble.FORBIDDEN,
    "AccountProblem": Trouble.FORBIDDEN,
    "InvalidAccessKeyId": Trouble.CREDENTIALS,
    "SignatureDoesNotMatch": Trouble.CREDENTIALS,
    "InvalidToken": Trouble.CREDENTIALS,
    "ExpiredToken": Trouble.CREDENTIALS,
    "TokenRefreshRequired": Trouble.CREDENTIALS,
    "RequestTimeTooSkewed": Trouble.CLOCK,
    "RequestExpired": Trouble.CLOCK,
    "PermanentRedirect": Trouble.REGION,
    "TemporaryRedirect": Trouble.REGION,
    "AuthorizationHeaderMalformed": Trouble.REGION,
    "IllegalLocationConstraintException": Trouble.REGION,
    "QuotaExceeded": Trouble.FULL,
    "InsufficientStorage": Trouble.FULL,
    "XMinioStorageFull": Trouble.FULL,
    "XMinioAdminBucketQuotaExceeded": Trouble.FULL,
    "SlowDown": Trouble.BUSY,
    "ServiceUnavailable": Trouble.BUSY,
    "TooManyRequests": Trouble.BUSY,
    "RequestTimeout": Trouble.SLOW,
}
_BY_STATUS = {
    301: Trouble.REGION,
    307: Trouble.REGION,
    401: Trouble.CREDENTIALS,
    403: Trouble.FORBIDDEN,
    408: Trouble.SLOW,
    429: Trouble.BUSY,
    503: Trouble.BUSY,
    504: Trouble.SLOW,
    507: Trouble.FULL,
}

_CODE = re.compile(r"<Code>\s*(\w{1,64})\s*</Code>")
_REGION = re.compile(r"<Region>\s*([a-z0-9-]{1,32})\s*</Region>")
_STATUS = re.compile(r"status code: (\d{3})|status: (\d{3})")

_BY_WORDS = (
    ("/latest/api/token", Trouble.NO_CREDENTIALS),  # where a machine in a cloud is asked for its role's
    ("/latest/meta-data", Trouble.NO_CREDENTIALS),
    ("MissingAccessKeyId", Trouble.CREDENTIALS),
    ("MissingSecretAccessKey", Trouble.CREDENTIALS),
    ("BareRedirect", Trouble.REGION),
)
"""Words of the client that stand for more than the answer that it got."""

_BY_FAILURE = (
    ("TimedOut", Trouble.SLOW),
    ("kind: Timeout", Trouble.SLOW),
    ("HTTP error", Trouble.UNREACHABLE),
    ("kind: Body", Trouble.UNREACHABLE),
    ("kind: Decode", Trouble.UNREACHABLE),
)
"""Words of the client where it got no answer, or none to its end."""


def trouble_of(error: Exception, url: str) -> BucketFailed:
    """The trouble that an error of the client tells of, in our words."""
    text = str(error)
    code = next(iter(_CODE.findall(text)), "")
    status = next((int(one or other) for one, other in _STATUS.findall(text)), 0)
    found = (
        _among(_BY_WORDS, text)
        or _BY_CODE.get(code)
        or _BY_STATUS.get(status)
        or (None if status else _among(_BY_FAILURE, text))
        or Trouble.OTHER
    )
    region = next((f"it is {name}" for name in _REGION.findall(text)), "") if found is Trouble.REGION else ""
    return BucketFailed(found, url, region or code or (f"status {status}" if status else ""))


def _among(told: tuple[tuple[str, Trouble], ...], text: str) -> Trouble | None:
    return next((trouble for words, trouble in told if words in text), None)
