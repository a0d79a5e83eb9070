"""Reading settings from the environment: names, values, and everything that is wrong with them at once."""

import ipaddress
import re
import ssl
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar, get_args

import msgspec

from pb_adapters.artifacts.bucket_address import parse_bucket_address
from pb_adapters.upstream.setting_checks import check_base_url, check_key, check_model
from pb_adapters.upstream.trust import load_bundle
from pb_core.application.model_catalog import TokenPrice
from pb_core.domain.billing import MICROS
from pb_core.domain.questions import PlanForm
from pb_core.domain.rates import Rate
from pb_core.ports.vlm import Effort

PREFIX = "PAPERBANANA_"
MOST_FREE = 2.0
"""The highest temperature that any model takes."""

T = TypeVar("T")


class Reader:
    """Reads names from the environment and collects everything that is wrong with them.

    ``known`` are the names with our prefix, ``defaults`` what each setting is where it is unset.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.known: set[str] = set()
        self.defaults: dict[str, object] = {}
        self.faults: list[str] = []

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """The setting ``PAPERBANANA_{name}``; the default when it is unset, empty or wrong."""
        name = PREFIX + name
        self.known.add(name)
        self.defaults[name] = default
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
        self.defaults.setdefault(name, "")
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


def token_price(text: str) -> TokenPrice | None:
    """US dollars per million tokens read and written, as ``1.25,10``; nothing is ``None``."""
    if not text.strip():
        return None
    try:
        read, written = (dollars(part.strip()) for part in text.split(","))
    except ValueError as error:
        raise ValueError(
            f"must be US dollars per million tokens, read and written, such as 1.25,10, not '{text[:40]}'"
        ) from error
    return TokenPrice(input_micros=read, output_micros=written)


def seconds(text: str) -> timedelta:
    """A length of time up to a day."""
    return timedelta(seconds=whole(1, 86_400)(text))


def days(text: str) -> timedelta:
    """Whole days, up to a hundred years."""
    return timedelta(days=whole(1, 36_500)(text))


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


def rate(text: str) -> Rate:
    """So many requests in a unit of time."""
    found = re.fullmatch(r"([0-9]{1,7})\s*/\s*(second|minute|hour|day)", text)
    if found is None or int(found[1]) == 0:
        raise ValueError(f"must be a rate such as 60/minute (or second, hour, day), not '{text[:40]}'")
    return Rate(int(found[1]), {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}[found[2]])


def hosts(text: str) -> tuple[str, ...]:
    """Names of hosts without ports, separated by commas; ``*.name`` for all below a name."""
    parts = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for part in parts:
        if not re.fullmatch(r"(\*\.)?[a-z0-9._-]+|\[[0-9a-f:.]+\]", part):
            raise ValueError(f"must be names of hosts without ports, separated by commas, not '{part[:40]}'")
    return parts


def networks(text: str) -> tuple[str, ...]:
    """Addresses or networks, separated by commas."""
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    for part in parts:
        try:
            ipaddress.ip_network(part)
        except ValueError as error:
            raise ValueError(f"must be addresses or networks such as 10.0.0.0/8, not '{part[:40]}'") from error
    return parts


def delays(text: str) -> tuple[timedelta, ...]:
    """Lengths of time, separated by commas."""
    return tuple(_delay(part.strip()) for part in text.split(","))


def _delay(text: str) -> timedelta:
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,3})?", text) or float(text) > 86_400:  # noqa: PLR2004 - a day
        raise ValueError(f"must be seconds from 0 to 86400 such as 5 or 0.5, separated by commas, not '{text[:40]}'")
    return timedelta(seconds=float(text))


def flag(text: str) -> bool:
    """True or false."""
    if text.lower() not in {"true", "false", "1", "0", "yes", "no"}:
        raise ValueError(f"must be true or false, not '{text[:40]}'")
    return text.lower() in {"true", "1", "yes"}


def on_or_off(text: str) -> bool:
    """``on`` or ``off``."""
    return one_of(("on", "off"))(text) == "on"


def base_url(text: str) -> str:
    """An absolute address without query or credentials, without its last slashes."""
    return _checked(check_base_url, text)


def origins(text: str) -> tuple[str, ...]:
    """Origins separated by commas; ``*`` for all."""
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    return tuple(part if part == "*" else base_url(part) for part in parts)


def bucket_url(text: str) -> str:
    """The address of a bucket and a folder in it: ``s3://bucket/prefix``."""
    return parse_bucket_address(text).url


def _checked(check: Callable[[str, str], str], text: str) -> str:
    """Run a check whose sentence begins with the setting's name and ends with a stop; the reader writes both."""
    try:
        return check("", text)
    except ValueError as error:
        raise ValueError(str(error).strip().rstrip(".")) from error
