"""All tables of the register (Django looks here)."""

from salwa.storage.register.analysis_tables import Counting
from salwa.storage.register.custody_tables import Custody, Holder, Part
from salwa.storage.register.holder_tables import HolderChange, HolderWord
from salwa.storage.register.import_tables import Import, ImportBatch, SavedMapping, SetAsideRow
from salwa.storage.register.licence_tables import (
    CertificateCheck,
    CertificateScan,
    EndUserCertificate,
    GivenRiskAnswer,
    Licence,
    LicenceItem,
    LicenceNumber,
    LicenceParty,
    LicenceStep,
    LicenceUse,
    LicenceWeapon,
    LicenceWord,
    UsedWeapon,
)
from salwa.storage.register.person_tables import Person
from salwa.storage.register.screening_tables import DuplicatesList, Screening
from salwa.storage.register.weapon_tables import Event, Mark, Picture, Weapon

__all__ = [
    "CertificateCheck",
    "CertificateScan",
    "Counting",
    "Custody",
    "DuplicatesList",
    "EndUserCertificate",
    "Event",
    "GivenRiskAnswer",
    "Holder",
    "HolderChange",
    "HolderWord",
    "Import",
    "ImportBatch",
    "Licence",
    "LicenceItem",
    "LicenceNumber",
    "LicenceParty",
    "LicenceStep",
    "LicenceUse",
    "LicenceWeapon",
    "LicenceWord",
    "Mark",
    "Part",
    "Person",
    "Picture",
    "SavedMapping",
    "Screening",
    "SetAsideRow",
    "UsedWeapon",
    "Weapon",
]

try:
    from salwa.storage.register.search_tables import SearchKey, SearchSegment

    __all__ += ["SearchKey", "SearchSegment"]
except ModuleNotFoundError:
    pass
