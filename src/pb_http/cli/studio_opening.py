"""What makes a server the studio of one computer: loopback names only, a key of its own, a link that signs in."""

import logging
import os
import secrets
import webbrowser
from contextlib import suppress
from pathlib import Path
from threading import Thread

import anyio.to_thread
from msgspec.structs import replace

from pb_core.application.assembly import Core
from pb_core.application.keyring import Keyring
from pb_core.domain.billing import ApiKey
from pb_core.errors import KeyUnknown, StorageError
from pb_http import VERSION
from pb_http.cli.reporting import Reporter
from pb_http.runtime import Runtime
from pb_http.settings import Settings, within

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
"""What the server may be called: a page of another name that was pointed at this computer reaches nothing."""
KEY_FILE = "studio.key"
KEY_NAME = "pb studio"


class StudioOpening:
    """How ``pb studio`` serves; ``browses`` says whether it opens a browser."""

    program = "pb studio"
    level = logging.WARNING
    works = True

    def __init__(self, *, browses: bool) -> None:
        self._browses, self._key_id = browses, ""

    def settings(self, settings: Settings) -> Settings:
        """The settings without what would let others in, and with everything in the data folder."""
        http = replace(settings.http, allowed_hosts=LOOPBACK_NAMES, trusted_proxies=())
        return replace(within(settings, settings.data_dir), http=http, public_url=None, cors_origins=())

    async def prepare(self, core: Core, settings: Settings) -> None:
        """See that there is a key."""
        self._key_id = (await local_key(core.keyring, settings.data_dir / KEY_FILE)).id

    def announce(self, runtime: Runtime, url: str, settings: Settings, reporter: Reporter) -> None:
        """Print the link, and open it."""
        link = f"{url}/studio/enter/{runtime.invitations.invite(self._key_id)}"
        folder = str(settings.data_dir.absolute())
        document = {"url": url, "link": link, "data_dir": folder, "version": VERSION}
        text = (
            f"The studio: {link}\nThe link works once, within a minute. Later, sign in with the key in "
            f"{Path(folder) / KEY_FILE}. Ctrl-C ends the studio."
        )
        reporter.result(document, link if reporter.quiet else text)
        if self._browses:  # a browser in a terminal would not return
            Thread(target=webbrowser.open, args=[link], daemon=True).start()


async def local_key(keyring: Keyring, path: Path) -> ApiKey:
    """The key that a file holds, a new one where there is none or it was deleted since.

    Raises:
        KeyDisabled: it was switched off.
        StorageError: the file cannot be read or written.
    """
    value = await anyio.to_thread.run_sync(_read, path)
    if value:
        with suppress(KeyUnknown):
            return await keyring.authenticate(value)
    value, key = await keyring.create(KEY_NAME)
    await anyio.to_thread.run_sync(_write, path, value)
    return key


def _read(path: Path) -> str:
    try:
        path.chmod(0o600)  # whoever copied the folder may have opened it to others
        return path.read_text("utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from error


def _write(path: Path, value: str) -> None:
    """Write the file whole or not at all; nobody else can ever read it."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{value}\n")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise _unusable(path, error) from error


def _unusable(path: Path, error: Exception) -> StorageError:
    return StorageError(
        f"the key of the studio in {path} cannot be used ({getattr(error, 'strerror', None) or error}): remove the file"
    )
