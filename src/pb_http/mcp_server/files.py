"""Files: those that arguments may name, which are the files of folders that the user allowed, and no others."""

from pathlib import Path

import anyio

from pb_http.mcp_server.failures import Refusal

MOST_BYTES = 32 * 2**20


class Files:
    """Reads files below ``folders``, by paths from there or whole ones; links that lead out are not followed."""

    def __init__(self, folders: tuple[Path, ...] = ()) -> None:
        self._folders = tuple(folder.resolve() for folder in folders)

    async def read(self, name: str) -> bytes:
        """The bytes of a file; raises ``Refusal``, which tells nothing of what lies outside."""
        return await anyio.to_thread.run_sync(self._read, name)

    def _read(self, name: str) -> bytes:
        if not self._folders:
            raise Refusal(
                "This server reads no files: pass the content itself, or have the user start it with --allow-files"
            )
        path = self._found(name)
        try:
            if path.stat().st_size > MOST_BYTES:
                raise Refusal(f"'{name}' is larger than {MOST_BYTES // 2**20} MiB")
            return path.read_bytes()
        except OSError as error:
            raise Refusal(f"'{name}' cannot be read ({error.strerror})") from error

    def _found(self, name: str) -> Path:
        """The file itself, wherever links lead."""
        for folder in self._folders:
            try:
                path = (folder / name).resolve(strict=True)
                if path.is_relative_to(folder) and path.is_file():
                    return path
            except (OSError, ValueError, RuntimeError):  # not there, no name, or links in a circle
                continue
        allowed = ", ".join(f"'{folder}'" for folder in self._folders)
        raise Refusal(f"There is no file '{name}' below {allowed}")
