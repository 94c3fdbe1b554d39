"""All tables of the register (Django looks here)."""

from salwa.storage.register.ammunition_tables import AmmunitionBalance, AmmunitionLot, AmmunitionMovement
from salwa.storage.register.analysis_tables import Counting
from salwa.storage.register.custody_tables import Custody, Holder, Part
from salwa.storage.register.destruction_tables import (
    DestroyedAmmunition,
    DestroyedWeapon,
    DestructionPicture,
    DestructionRecord,
)
from salwa.storage.register.import_tables import Import, ImportBatch, SavedMapping, SetAsideRow
from salwa.storage.register.screening_tables import DuplicatesList, Screening
from salwa.storage.register.stock_tables import (
    CountedLot,
    CountedWeapon,
    CountingDevice,
    Depot,
    DepotReview,
    LossReport,
    LostItem,
    ReviewAnswer,
    SealedAside,
    StockScan,
    StockTaking,
    SurplusDecision,
    SurplusItem,
    SurplusList,
)
from salwa.storage.register.weapon_tables import Event, Mark, Picture, Weapon

__all__ = [
    "AmmunitionBalance",
    "AmmunitionLot",
    "AmmunitionMovement",
    "CountedLot",
    "CountedWeapon",
    "Counting",
    "CountingDevice",
    "Custody",
    "Depot",
    "DepotReview",
    "DestroyedAmmunition",
    "DestroyedWeapon",
    "DestructionPicture",
    "DestructionRecord",
    "DuplicatesList",
    "Event",
    "Holder",
    "Import",
    "ImportBatch",
    "LossReport",
    "LostItem",
    "Mark",
    "Part",
    "Picture",
    "ReviewAnswer",
    "SavedMapping",
    "Screening",
    "SealedAside",
    "SetAsideRow",
    "StockScan",
    "StockTaking",
    "SurplusDecision",
    "SurplusItem",
    "SurplusList",
    "Weapon",
]

try:
    from salwa.storage.register.search_tables import SearchKey, SearchSegment

    __all__ += ["SearchKey", "SearchSegment"]
except ModuleNotFoundError:
    pass
