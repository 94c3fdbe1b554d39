"""The directory of national points of contact: what a contact is, editions of the directory, and their order."""

from salwa.domain.directory.contacts import ContactDetails, ContactKind, Source, checked_details, checked_kind
from salwa.domain.directory.declarations import Declaration, declaration_bytes, read_declaration
from salwa.domain.directory.editions import (
    Audience,
    Edition,
    ListedContact,
    Step,
    edition_bytes,
    next_step,
    read_edition,
)
from salwa.domain.directory.needs import Need, Standing, needs_of
from salwa.domain.directory.ordering import sort_key
from salwa.domain.directory.vcards import vcard

__all__ = [
    "Audience", "ContactDetails", "ContactKind", "Declaration", "Edition", "ListedContact", "Need", "Source",
    "Standing", "Step", "checked_details", "checked_kind", "declaration_bytes", "edition_bytes", "needs_of",
    "next_step", "read_declaration", "read_edition", "sort_key", "vcard",
]  # fmt: skip
