"""Pictures: checked, turned upright, re-encoded without metadata (place, phone, time), kept under their fingerprint."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

LARGEST_FILE = 25_000_000
MOST_PIXELS = 80_000_000
LONGEST_SIDE = 3000
SMALL_SIDE = 320
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP")
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

    Raises `Refusal` (`not_a_picture`, `picture_too_large`).
    """
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise _too_large()
    image = _opened(data)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    large = _jpeg(image, 88)
    digest = hashlib.sha256(large).hexdigest()
    name = f"pictures/{digest[:2]}/{digest}.jpg"
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    width, height = image.size
    image.thumbnail((SMALL_SIDE, SMALL_SIDE))
    _store(path, large)
    _store(path.with_suffix(".small.jpg"), _jpeg(image, 70))
    return KeptPicture(name, digest, width, height)


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MOST_PIXELS:
                raise _too_large()
            image.load()
            return ImageOps.exif_transpose(image).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise Refusal("not_a_picture", Sentence(NOT_A_PICTURE), remedy=Sentence(SEND_JPEG)) from None


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


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    # A new image from the pixels alone: nothing of the old file's metadata can come along.
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    clean.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _store(path: Path, data: bytes) -> None:
    """Write beside and rename: a picture is there whole or not at all."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(beside).rename(path)


def _too_large() -> Refusal:
    values = {"megabytes": LARGEST_FILE // 1_000_000, "pixels": MOST_PIXELS // 1_000_000}
    return Refusal("picture_too_large", Sentence(TOO_LARGE, values), remedy=Sentence(MAKE_SMALLER))
