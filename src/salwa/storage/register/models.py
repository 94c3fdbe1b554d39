"""All tables of the register (Django looks here)."""

from salwa.storage.register.analysis_tables import Counting
from salwa.storage.register.custody_tables import Custody, Holder, Part
from salwa.storage.register.import_tables import Import, ImportBatch, SavedMapping, SetAsideRow
from salwa.storage.register.screening_tables import DuplicatesList, Screening
from salwa.storage.register.sheet_tables import WeaponExport
from salwa.storage.register.weapon_tables import Event, Mark, Picture, Weapon

__all__ = [
    "Counting",
    "Custody",
    "DuplicatesList",
    "Event",
    "Holder",
    "Import",
    "ImportBatch",
    "Mark",
    "Part",
    "Picture",
    "SavedMapping",
    "Screening",
    "SetAsideRow",
    "Weapon",
    "WeaponExport",
]

try:
    from salwa.storage.register.search_tables import SearchKey, SearchSegment

    __all__ += ["SearchKey", "SearchSegment"]
except ModuleNotFoundError:
    pass
