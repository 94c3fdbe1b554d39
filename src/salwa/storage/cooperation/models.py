"""All tables of the cooperation application (Django looks here)."""

from salwa.storage.cooperation.contact_tables import Contact, ContactTest, ContactVersion
from salwa.storage.cooperation.declaration_tables import StateKey, TakenDeclaration
from salwa.storage.cooperation.edition_tables import FollowedEdition, OwnCorrection, PinnedKey, PublishedEdition

__all__ = [
    "Contact",
    "ContactTest",
    "ContactVersion",
    "FollowedEdition",
    "OwnCorrection",
    "PinnedKey",
    "PublishedEdition",
    "StateKey",
    "TakenDeclaration",
]
