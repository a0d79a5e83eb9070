"""The settings as they are in effect, for the eyes of an operator: never the value of a key or secret."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from pb_adapters.providers.catalog import PROVIDERS
from pb_http.environment import PREFIX
from pb_http.installation import SettingLine
from pb_http.settings import reading_of
from pb_http.settings.meanings import MEANINGS

ADMIN_KEY, DATA_DIR = f"{PREFIX}ADMIN_KEY", f"{PREFIX}DATA_DIR"
SECRETS = {
    ADMIN_KEY,
    f"{PREFIX}DATABASE_URL",
    f"{PREFIX}DATABASE_LISTEN_URL",
    *(name for provider in PROVIDERS for name in (provider.key_setting, provider.other_key_setting)),
}
"""The settings whose value nobody is shown."""

UNSET, HIDDEN = "unset", "set, not shown"
DEFAULT, ENVIRONMENT, OPTION = "default", "environment", "--data-dir"


def effective(environ: Mapping[str, str], data_dir: Path | None = None) -> tuple[SettingLine, ...]:
    """Every setting that can be read from an environment, in the order of the guide; ``data_dir`` is the option's."""
    defaults = reading_of(environ).defaults
    return tuple(_line(name, environ, defaults[name], data_dir) for name in MEANINGS if name in defaults)


def _line(name: str, environ: Mapping[str, str], default: object, data_dir: Path | None) -> SettingLine:
    given = environ.get(name, "").strip()
    value, source = (given, ENVIRONMENT) if given else (_text(default), DEFAULT)
    if name in SECRETS and given:
        value = HIDDEN
    if name == DATA_DIR and data_dir is not None:
        value, source = str(data_dir), OPTION
    return SettingLine(name=name, value=value, source=source, meaning=MEANINGS[name])


def _text(default: object) -> str:
    """A default as people read it."""
    match default:
        case None | "" | ():
            return UNSET
        case bool():
            return str(default).lower()
        case timedelta():
            return f"{default.total_seconds():g}"
        case tuple():
            return ",".join(_text(part) for part in default)
    return str(default)
