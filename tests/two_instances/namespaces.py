"""Networks of their own on one machine (Linux): a namespace with its own loopback and one TUN device.

What a device sends comes out of a file descriptor as IP packets, and what is written there arrives at it: that is the
whole cable, and switch.py holds its ends. A namespace has no name and is held by a thread that lives in it: it is
gone with the last process in it.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import socket
import struct
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

LOCAL = "127.0.0.1"
CABLE = "/dev/net/tun"
NETMASK = "255.255.255.0"
# From the kernel's headers: sched.h, linux/if_tun.h, linux/sockios.h, net/if.h.
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000
_MAKE_TUN, _TUN_WITHOUT_HEADER = 0x400454CA, 0x0001 | 0x1000
_SET_FLAGS, _SET_ADDRESS, _SET_NETMASK = 0x8914, 0x8916, 0x891C
_UP = 0x1
# CAP_NET_ADMIN and CAP_SYS_ADMIN of linux/capability.h.
_RIGHTS = 1 << 12 | 1 << 21
_DEVICE = b"salwa0"

_Said = ParamSpec("_Said")
_Made = TypeVar("_Made")


class Net(Protocol):
    """Where an installation runs: its address there, and how something is done there."""

    address: str

    def within(self, do: Callable[_Said, _Made], *words: _Said.args, **named: _Said.kwargs) -> _Made:
        """What `do` returns when it is called there. A socket or a process that it makes stays there."""

    def close(self) -> None:
        """End it."""


class Here:
    """The network that everybody is in: loopback."""

    address = LOCAL

    def within(self, do: Callable[_Said, _Made], *words: _Said.args, **named: _Said.kwargs) -> _Made:
        """Call it."""
        return do(*words, **named)

    def close(self) -> None:
        """Nothing to end."""


class Namespace:
    """A network of its own with a device at `address`; `cable` is the descriptor of the other end of that."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._inside = ThreadPoolExecutor(1, f"in {address}")
        try:
            self.cable: int = self._inside.submit(_separated, address).result()
        except OSError:
            self._inside.shutdown()
            raise

    def within(self, do: Callable[_Said, _Made], *words: _Said.args, **named: _Said.kwargs) -> _Made:
        """Call it in the thread that lives there; one after another, so nothing that takes long."""
        try:
            called = self._inside.submit(do, *words, **named)
        except RuntimeError:
            raise OSError(errno.ENETDOWN, os.strerror(errno.ENETDOWN)) from None  # closed meanwhile
        return called.result()

    def close(self) -> None:
        """Leave it; it is gone with the last process in it."""
        self._inside.shutdown()
        os.close(self.cable)


def may_be_made() -> str:
    """Why no namespace can be made by this process; empty when one was made."""
    if sys.platform != "linux":
        return "this is not Linux"
    try:
        Namespace("10.83.0.254").close()
    except OSError as refused:
        return f"{refused.strerror}{f': {refused.filename}' if refused.filename else ''}"
    return ""


def become_able() -> None:
    """Without the right to make networks, take it in a user namespace of one's own: before the first thread is started.

    Where that is not permitted nothing changes, and `may_be_made` says so.
    """
    if sys.platform != "linux":
        return
    effective = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff"))
    if int(effective.split()[1], 16) & _RIGHTS == _RIGHTS or not os.access(CABLE, os.R_OK | os.W_OK):
        return
    user, group = os.geteuid(), os.getegid()
    try:
        _unshare(_NEW_USER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        return


def _separated(address: str) -> int:
    """In a thread that shall live in a new network: make that, and its device."""
    _unshare(_NEW_NETWORK)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        _ask(asking, _SET_FLAGS, b"lo", struct.pack("H", _UP))
        cable = os.open(CABLE, os.O_RDWR | os.O_NONBLOCK)
        try:
            fcntl.ioctl(cable, _MAKE_TUN, _request(_DEVICE, struct.pack("H", _TUN_WITHOUT_HEADER)))
            _ask(asking, _SET_ADDRESS, _DEVICE, _internet(address))
            _ask(asking, _SET_NETMASK, _DEVICE, _internet(NETMASK))
            _ask(asking, _SET_FLAGS, _DEVICE, struct.pack("H", _UP))
        except OSError:
            os.close(cable)
            raise
    return cable


def _ask(asking: socket.socket, what: int, device: bytes, value: bytes) -> None:
    fcntl.ioctl(asking, what, _request(device, value))


def _request(device: bytes, value: bytes) -> bytes:
    """struct ifreq."""
    return struct.pack("16s24s", device, value)


def _internet(address: str) -> bytes:
    """struct sockaddr_in."""
    return struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))


def _unshare(what: int) -> None:
    if _kernel().unshare(what):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _kernel() -> Any:
    return ctypes.CDLL(None, use_errno=True)
