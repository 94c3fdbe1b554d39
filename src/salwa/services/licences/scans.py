"""Scans of certificates: pictures are re-encoded like pictures of weapons, PDFs kept as they came and never opened."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.installation.disk import force_name
from salwa.services.weapons.pictures import LARGEST_FILE, keep_picture

PDF = b"%PDF-"
EMPTY = message("The file is empty.")
SCAN_AGAIN = message("Scan the certificate again and send a JPEG, PNG, WebP or TIFF picture, or a PDF.")
TOO_LARGE = message("This file is larger than {megabytes} million bytes.")
FEWER_DOTS = message("Scan it with 200 to 300 dots per inch, in grey.")


@dataclass(frozen=True, slots=True)
class KeptScan:
    """A scan in the media folder: path relative to it, kind (jpeg or pdf), SHA-256, size in bytes."""

    file: str
    kind: str
    sha256: str
    size: int


def keep_scan(stream: BinaryIO) -> KeptScan:
    """Check and store one scan. What it is follows from its first bytes, never from its name.

    Raises `Refusal` (`not_a_picture`, `picture_too_large`, `scan_too_large`, `scan_empty`).
    """
    start = stream.read(len(PDF))
    if not start:
        raise Refusal("scan_empty", Sentence(EMPTY), remedy=Sentence(SCAN_AGAIN))
    if start == PDF:
        return _keep_pdf(start + stream.read(LARGEST_FILE + 1))
    stream.seek(0)
    kept = keep_picture(stream)
    size = (Path(settings.MEDIA_ROOT) / kept.file).stat().st_size
    return KeptScan(kept.file, "jpeg", kept.sha256, size)


def _keep_pdf(data: bytes) -> KeptScan:
    """A PDF may carry scripts: it is stored byte by byte as evidence, and only ever handed out as a download."""
    if len(data) > LARGEST_FILE:
        values = {"megabytes": LARGEST_FILE // 1_000_000}
        raise Refusal("scan_too_large", Sentence(TOO_LARGE, values), remedy=Sentence(FEWER_DOTS))
    digest = hashlib.sha256(data).hexdigest()
    name = f"documents/{digest[:2]}/{digest}.pdf"
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, beside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    Path(beside).rename(path)
    force_name(path)
    return KeptScan(name, "pdf", digest, len(data))
