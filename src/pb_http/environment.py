"""Reading settings from the environment: names, values, and everything that is wrong with them at once."""

import ssl
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar, get_args

import msgspec

from pb_adapters.upstream.setting_checks import check_base_url, check_key, check_model
from pb_adapters.upstream.trust import load_bundle
from pb_core.domain.billing import MICROS
from pb_core.domain.questions import PlanForm
from pb_core.ports.vlm import Effort

PREFIX = "PAPERBANANA_"
MOST_FREE = 2.0
"""The highest temperature that any model takes."""

T = TypeVar("T")


class Reader:
    """Reads names from the environment and collects everything that is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.known: set[str] = set()
        self.faults: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """The setting ``PAPERBANANA_{name}``; the default when it is unset, empty or wrong."""
        name = PREFIX + name
        self.known.add(name)
        text = self.environ.get(name, "").strip()
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.faults.append(f"{name} {error}")
            return default

    def raw(self, name: str) -> str:
        """Another program's setting, as it stands; empty when it is unset."""
        return self.environ.get(name, "")


def admin_key(text: str) -> str:
    """A secret that a header can carry."""
    return _checked(check_key, text)


def model(text: str) -> str:
    """The name of a provider's model."""
    return _checked(check_model, text)


def one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    """One of these words."""

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"must be one of {', '.join(words)}, not '{text[:40]}'")
        return text

    return parse


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two others."""

    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}, not '{text[:40]}'")
        return int(text)

    return parse


def dollars(text: str) -> int:
    """An amount of US dollars, in millionths."""
    try:
        micros = Decimal(text) * MICROS
    except InvalidOperation:
        micros = Decimal(-1)
    if not (micros.is_finite() and 0 <= micros <= 10**15 and micros == micros.to_integral_value()):
        raise ValueError(f"must be an amount of US dollars such as 0.50, not '{text[:40]}'")
    return int(micros)


def seconds(text: str) -> timedelta:
    """A length of time up to a day."""
    return timedelta(seconds=whole(1, 86_400)(text))


def ca_bundle(text: str) -> Path:
    """A file of certificates of authorities."""
    load_bundle(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), Path(text))
    return Path(text)


def deadline(text: str) -> timedelta:
    """A length of time up to a week; 0 is none."""
    return timedelta(seconds=whole(0, 604_800)(text))


def model_file(text: str) -> Path:
    """The file of a model."""
    path = Path(text).expanduser()
    if path.suffix.lower() != ".gguf":
        raise ValueError(f"must be the path of a .gguf file, not '{text[-40:]}'")
    return path


def effort(text: str) -> Effort:
    """How much a model shall think."""
    chosen: Effort = msgspec.convert(one_of(get_args(Effort))(text), Effort)
    return chosen


def plan_form(text: str) -> PlanForm:
    """In which form a plan of a diagram is asked for."""
    return PlanForm(one_of(tuple(form.value for form in PlanForm))(text))


def temperature(text: str) -> float:
    """How freely a model answers."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= MOST_FREE:
        raise ValueError(f"must be a number from 0 to {MOST_FREE:g}, not '{text[:40]}'")
    return value


def delays(text: str) -> tuple[timedelta, ...]:
    """Lengths of time, separated by commas."""
    return tuple(timedelta(seconds=whole(0, 86_400)(part.strip())) for part in text.split(","))


def flag(text: str) -> bool:
    """True or false."""
    if text.lower() not in {"true", "false", "1", "0", "yes", "no"}:
        raise ValueError(f"must be true or false, not '{text[:40]}'")
    return text.lower() in {"true", "1", "yes"}


def base_url(text: str) -> str:
    """An absolute address without query or credentials, without its last slashes."""
    return _checked(check_base_url, text)


def origins(text: str) -> tuple[str, ...]:
    """Origins separated by commas; ``*`` for all."""
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    return tuple(part if part == "*" else base_url(part) for part in parts)


def unavailable(_: str) -> None:
    """A name that means something in another version only."""
    raise ValueError("is not available in this version: leave it unset")


def _checked(check: Callable[[str, str], str], text: str) -> str:
    """Run a check whose sentence begins with the setting's name and ends with a stop; the reader writes both."""
    try:
        return check("", text)
    except ValueError as error:
        raise ValueError(str(error).strip().rstrip(".")) from error
