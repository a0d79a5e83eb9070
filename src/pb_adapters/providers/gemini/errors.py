"""Error bodies of the Gemini API and what they mean; source: https://ai.google.dev/gemini-api/docs/troubleshooting."""

import re

from msgspec import Struct

from pb_adapters.upstream.errors import by_status, retry_after_of, throttled
from pb_adapters.upstream.exchange import Answer, Upstream
from pb_adapters.upstream.json_wire import converted
from pb_core.errors import EngineError, EngineExhausted, EngineMisconfigured, OutOfFunds


class Violation(Struct, frozen=True, kw_only=True, rename="camel"):
    """A quota that was passed, named for example ``GenerateRequestsPerDayPerProjectPerModel``."""

    quota_id: str = ""
    quota_value: str = ""


class Detail(Struct, frozen=True, kw_only=True, rename="camel"):
    """``ErrorInfo`` (reason), ``QuotaFailure`` (violations) or ``RetryInfo`` (retryDelay, for example ``34.4s``)."""

    reason: str = ""
    violations: tuple[Violation, ...] = ()
    retry_delay: str = ""


class Status(Struct, frozen=True, kw_only=True):
    """What went wrong."""

    message: str = ""
    status: str = ""
    details: tuple[Detail, ...] = ()


class Failure(Struct, frozen=True, kw_only=True):
    """The body of an error."""

    error: Status = Status()


_BAD_REQUEST, _TOO_MANY = 400, 429
_DURATION = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?s")


def failure_of(upstream: Upstream, answer: Answer, document: object) -> EngineError:
    """The error that an answer with an error status stands for; ``document`` is its JSON, if it has any."""
    failure = converted(document, Failure) or Failure()  # a front end's own words: the HTTP status has to do
    status = failure.error
    text = upstream.redacted(status.message)
    if answer.status == _TOO_MANY:
        return _limited(upstream.provider, status, text, _delay_of(status) or retry_after_of(answer.headers))
    if answer.status == _BAD_REQUEST and _is_about_the_account(status):
        return EngineMisconfigured(
            f"{upstream.provider} does not accept the key or does not serve this account: {text}"
        )
    return by_status(upstream.provider, answer.status, text, retry_after_of(answer.headers))


def _is_about_the_account(status: Status) -> bool:
    """A wrong or expired key is HTTP 400 here, and so is a country that is not served."""
    reasons = {detail.reason for detail in status.details}
    return (
        status.status == "FAILED_PRECONDITION"
        or any(reason.startswith("API_KEY_") for reason in reasons)
        or "api key" in status.message.lower()
    )


def _limited(provider: str, status: Status, text: str, retry_after: float | None) -> EngineError:
    quotas = [violation for detail in status.details for violation in detail.violations]
    if any(quota.quota_value == "0" for quota in quotas):
        return EngineMisconfigured(f"{provider} gives this account no quota for the model; set up billing: {text}")
    if "spend" in status.message.lower():
        return OutOfFunds(f"{provider} says that the account's spending limit is reached: {text}")
    if any("PerDay" in quota.quota_id for quota in quotas):
        return EngineExhausted(f"{provider} says that the quota of the day is used up: {text}")
    return throttled(provider, text, retry_after)


def _delay_of(status: Status) -> float | None:
    """The seconds of ``RetryInfo``, a proto duration such as ``57.238747106s``."""
    for detail in status.details:
        if _DURATION.fullmatch(detail.retry_delay):
            return float(detail.retry_delay.removesuffix("s"))
    return None
