"""Pictures: checked, turned upright, re-encoded without metadata (place, phone, time), kept under their fingerprint."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from PIL import Image

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.installation.disk import force_name
from salwa.services.weapons.picture_child import HEAD, LONGEST_SIDE, MOST_PIXELS, NOT_ONE

LARGEST_FILE = 25_000_000
CHILD_SECONDS = 20
# What the head of a JPEG file may say beside its pixels.
HARMLESS = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "progressive", "progression"}
NOT_A_PICTURE = message("This file is not a picture that Salwa can read.")
SEND_JPEG = message("Send a JPEG, PNG, WebP, TIFF or BMP file.")
TOO_LARGE = message("This picture is larger than {megabytes} million bytes or {pixels} million pixels.")
MAKE_SMALLER = message("Make it smaller and send it again; 3000 pixels on the longer side are enough to read a mark.")


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture in the media folder: path relative to it, SHA-256 of the stored file, size in pixels."""

    file: str
    sha256: str
    width: int
    height: int


def keep_picture(stream: BinaryIO) -> KeptPicture:
    """Check, re-encode and store one picture and its small version.

    The picture is opened by a process of its own with limits (picture_child.py): a hostile one can only hurt that.
    Raises `Refusal` (`not_a_picture`, `picture_too_large`).
    """
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise _too_large()
    large, small, width, height = _made_elsewhere(data)
    digest = hashlib.sha256(large).hexdigest()
    name = f"pictures/{digest[:2]}/{digest}.jpg"
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _store(path, large)
    _store(path.with_suffix(".small.jpg"), small)
    return KeptPicture(name, digest, width, height)


def _made_elsewhere(data: bytes) -> tuple[bytes, bytes, int, int]:
    """The picture and its small version as the child made them, with width and height."""
    command = [sys.executable, "-m", "salwa.services.weapons.picture_child"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=CHILD_SECONDS, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        raise _too_large() from None
    if done.returncode == NOT_ONE:
        raise Refusal("not_a_picture", Sentence(NOT_A_PICTURE), remedy=Sentence(SEND_JPEG))
    if done.returncode != 0:
        raise _too_large()
    width, height, length = HEAD.unpack(done.stdout[: HEAD.size])
    large, small = done.stdout[HEAD.size : HEAD.size + length], done.stdout[HEAD.size + length :]
    return large, small, width, height


def is_clean_picture(data: bytes) -> bool:
    """Whether `data` is a JPEG picture as `keep_picture` writes it: readable, of usual size, nothing but pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=("JPEG",))
            if max(image.size) > LONGEST_SIDE or dict(image.getexif()) or set(image.info) - HARMLESS:
                return False
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, OSError, ValueError, SyntaxError):
        return False
    return data.endswith(b"\xff\xd9")


def _store(path: Path, data: bytes) -> None:
    """Write to a file without a name and name it when it is whole: a killed process leaves nothing behind."""
    if path.exists():
        return
    handle = os.open(path.parent, os.O_WRONLY | os.O_TMPFILE, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        with suppress(FileExistsError):
            # With a folder handle (of no account for whole paths) the link is made to the file, not to its handle.
            os.link(f"/proc/self/fd/{file.fileno()}", path, src_dir_fd=file.fileno(), follow_symlinks=True)
    force_name(path)


def _too_large() -> Refusal:
    values = {"megabytes": LARGEST_FILE // 1_000_000, "pixels": MOST_PIXELS // 1_000_000}
    return Refusal("picture_too_large", Sentence(TOO_LARGE, values), remedy=Sentence(MAKE_SMALLER))
