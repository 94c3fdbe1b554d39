"""Run as a process of its own with limits on memory and time: opens one picture and writes it anew, pixels only.

A hostile picture can only hurt this process. Reads the picture from standard input; writes to standard output width,
height and length (HEAD), the picture as JPEG, and its small version. Exit codes: 0 done, 3 no picture, 4 too large.
"""

from __future__ import annotations

import io
import resource
import struct
import sys
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

HEAD = struct.Struct("<3I")
NOT_ONE, TOO_LARGE = 3, 4
MOST_PIXELS = 80_000_000
# A JPEG is read at a fraction of its size; other formats lie in memory whole.
MOST_BYTES_WHOLE = 120_000_000
LONGEST_SIDE, SMALL_SIDE = 3000, 320
MEMORY, SECONDS = 420_000_000, 10
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP")


def main() -> None:
    """Do it, or exit with a code."""
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))
    data = sys.stdin.buffer.read()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _small_enough(data)
            large = _jpeg(image, 88)
            width, height = image.size
            image.thumbnail((SMALL_SIDE, SMALL_SIDE))
            small = _jpeg(image, 70)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        sys.exit(TOO_LARGE)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, struct.error, KeyError, TypeError):
        sys.exit(NOT_ONE)
    sys.stdout.buffer.write(HEAD.pack(width, height, len(large)) + large + small)


def _small_enough(data: bytes) -> Image.Image:
    """The picture upright, in colours, no longer than LONGEST_SIDE; exits when its head promises too much."""
    image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = image.size
    if width * height > MOST_PIXELS or getattr(image, "n_frames", 1) > 100:
        sys.exit(TOO_LARGE)
    if image.format == "JPEG":
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    elif width * height * _bytes_a_pixel(image) > MOST_BYTES_WHOLE:
        sys.exit(TOO_LARGE)
    image.load()
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return ImageOps.exif_transpose(image).convert("RGB")


def _bytes_a_pixel(image: Image.Image) -> int:
    """What a pixel takes while the picture is made smaller: four bytes for colours, twice that with transparency."""
    if image.mode in {"1", "L", "P"}:
        return 1
    return 8 if image.mode in {"RGBA", "LA", "PA"} else 4


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    # A new image from the pixels alone: nothing of the old file's metadata can come along.
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    clean.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
