"""Hosts: network namespaces on a bridge, each with one cable that can be pulled. Needs root and iproute2."""

import itertools
import os
import subprocess
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple, Self

NETWORK = "10.213.77"
"""The first three numbers of every address."""
ADDRESS = f"{NETWORK}.1"
"""The bridge, where hosts reach what runs on this machine itself."""


class Host(NamedTuple):
    """One machine: the name of its namespace, its end of the cable on the bridge, and its address."""

    name: str
    cable: str
    address: str

    def start(self, command: Sequence[str], environment: Mapping[str, str], **how: Any) -> subprocess.Popen[str]:  # noqa: ANN401 - what Popen takes
        """Start a program on this host."""
        return subprocess.Popen(  # noqa: S603 - our own command
            ["ip", "netns", "exec", self.name, *command],  # noqa: S607 - the system's own
            env=dict(environment),
            text=True,
            **how,
        )

    def cut(self) -> None:
        """Pull the cable: nothing arrives any more, and nobody is told."""
        _ip("link", "set", self.cable, "down")

    def mend(self) -> None:
        """Put it in again."""
        _ip("link", "set", self.cable, "up")


class Network:
    """The bridge and its hosts, there while it is entered."""

    def __init__(self) -> None:
        self._bridge = f"pb{os.getpid() % 10**6}"
        self._numbers = itertools.count(2)
        self._hosts: list[Host] = []

    def host(self) -> Host:
        """Another host."""
        number = next(self._numbers)
        host = Host(f"{self._bridge}-{number}", f"{self._bridge}v{number}", f"{NETWORK}.{number}")
        far_end = f"{self._bridge}p{number}"
        _ip("netns", "add", host.name)
        self._hosts.append(host)
        _ip("link", "add", host.cable, "type", "veth", "peer", "name", far_end)
        _ip("link", "set", far_end, "netns", host.name)
        _ip("link", "set", host.cable, "master", self._bridge, "up")
        for words in (("addr", "add", f"{host.address}/24", "dev", far_end), ("link", "set", far_end, "up")):
            _ip("-n", host.name, *words)
        _ip("-n", host.name, "link", "set", "lo", "up")
        return host

    def __enter__(self) -> Self:
        _ip("link", "add", self._bridge, "type", "bridge")
        _ip("addr", "add", f"{ADDRESS}/24", "dev", self._bridge)
        _ip("link", "set", self._bridge, "up")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for host in self._hosts:
            _ip("netns", "del", host.name)
        _ip("link", "del", self._bridge)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)  # noqa: S603, S607 - the system's own
