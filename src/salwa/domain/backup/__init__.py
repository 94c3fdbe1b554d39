"""The rules of the backup format: what a row looks like outside any database, and what a manifest must say.

docs/reference/backup-format.md describes the format for readers without this program.
"""

from salwa.domain.backup.canonical import Kind, canonical_document, encode_row
from salwa.domain.backup.manifest import FORMAT, VERSION, Manifest, TableEntry
from salwa.domain.backup.scope import in_backup, is_left_out

__all__ = [
    "FORMAT", "VERSION", "Kind", "Manifest", "TableEntry", "canonical_document", "encode_row", "in_backup",
    "is_left_out",
]  # fmt: skip
