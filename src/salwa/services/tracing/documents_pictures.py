"""The pictures of a request as bytes with their size, for the documents."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.image.image import Image

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.tracing import AskedPicture

BAD_PICTURE = message("The picture {name} of the request cannot be put into the document.")
ATTACH_AGAIN = message("Take the picture off the request and attach it again.")
_NO_PICTURE = (
    InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError, ValueError, ZeroDivisionError,
    KeyError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture: its bytes, width and height in pixels."""

    content: bytes
    width: int
    height: int


def picture_file(picture: AskedPicture) -> PictureFile:
    """The picture of a request. Only its head is read here. Raises `Refusal` (`picture_unreadable`)."""
    try:
        content = base64.b64decode(picture.content, validate=True)
        known = Image.from_blob(content)
        width, height = int(known.px_width), int(known.px_height)
        if known.content_type == "image/jpeg" and width > 0 and height > 0:
            return PictureFile(content, width, height)
    except _NO_PICTURE:
        pass
    raise Refusal("picture_unreadable", Sentence(BAD_PICTURE, {"name": picture.name}), remedy=Sentence(ATTACH_AGAIN))
