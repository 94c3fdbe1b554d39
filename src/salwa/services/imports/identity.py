"""What makes a source row the same row when it comes again: the source's own record number, else the row's content."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from salwa.domain.imports.mapping import OWN_COLUMNS, header_signature


class Identities:
    """Gives every row of a file its identity, in the order of the file.

    With a record number: that number, the form it stands on (the header) and the serial number, so that two offices
    that both count from 1 on the same form never overwrite each other; where there is no serial, the whole content.
    Without a record number: the content. In each case also how many equal rows came before, so that two identical
    home-made guns of one incident stay two, and the same file again gives the same. Columns that only count the rows
    (`counters`) are no content: they change whenever a row is added above.
    """

    def __init__(
        self, headers: Sequence[str], reference: int | None, serial: int | None, counters: Sequence[int]
    ) -> None:
        self.reference, self.serial = reference, serial
        self.scope = header_signature(headers).encode()
        self.left_out = {place for place, header in enumerate(headers) if header in OWN_COLUMNS} | set(counters)
        self.seen: dict[bytes, int] = {}

    def of(self, cells: Sequence[str]) -> tuple[str, str]:
        """(identity, content), each 32 hexadecimal digits."""
        data = [cell for place, cell in enumerate(cells) if place not in self.left_out] if self.left_out else cells
        joined = "\x1f".join(data).rstrip("\x1f").encode("utf-8", "surrogatepass")
        content = blake2b(joined, digest_size=16)
        reference = self._cell(cells, self.reference)
        if reference:
            serial = self._cell(cells, self.serial).upper()
            if not serial.isalnum():
                serial = "".join([sign for sign in serial if sign.isalnum()])
            rest = serial.encode("utf-8", "surrogatepass") or content.digest()
            name = b"\x1f".join((b"reference", self.scope, reference.encode("utf-8", "surrogatepass"), rest))
        else:
            name = b"content\x1f" + content.digest()
        digest = blake2b(name, digest_size=16).digest()
        times = self.seen[digest] = self.seen.get(digest, 0) + 1
        return blake2b(digest + b"%d" % times, digest_size=16).hexdigest(), content.hexdigest()

    @staticmethod
    def _cell(cells: Sequence[str], place: int | None) -> str:
        return cells[place].strip() if place is not None and place < len(cells) else ""
