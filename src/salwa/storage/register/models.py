"""All tables of the register (Django looks here)."""

from salwa.storage.register.analysis_tables import Counting
from salwa.storage.register.campaign_tables import (
    CampaignDepot,
    CampaignSupply,
    CampaignTeam,
    CampaignWeapon,
    MarkingCampaign,
    SupplyCount,
)
from salwa.storage.register.custody_tables import Custody, Holder, Part
from salwa.storage.register.import_tables import Import, ImportBatch, SavedMapping, SetAsideRow
from salwa.storage.register.marking_tables import (
    MarkingGap,
    MarkingGround,
    MarkingNumber,
    MarkingProfile,
    MarkingRun,
    MarkingVerdict,
    MarkInspection,
    NumberBlock,
    NumberSeries,
)
from salwa.storage.register.screening_tables import DuplicatesList, Screening
from salwa.storage.register.weapon_tables import Event, Mark, Picture, Weapon

__all__ = [
    "CampaignDepot",
    "CampaignSupply",
    "CampaignTeam",
    "CampaignWeapon",
    "Counting",
    "Custody",
    "DuplicatesList",
    "Event",
    "Holder",
    "Import",
    "ImportBatch",
    "Mark",
    "MarkInspection",
    "MarkingCampaign",
    "MarkingGap",
    "MarkingGround",
    "MarkingNumber",
    "MarkingProfile",
    "MarkingRun",
    "MarkingVerdict",
    "NumberBlock",
    "NumberSeries",
    "Part",
    "Picture",
    "SavedMapping",
    "Screening",
    "SetAsideRow",
    "SupplyCount",
    "Weapon",
]

try:
    from salwa.storage.register.search_tables import SearchKey, SearchSegment

    __all__ += ["SearchKey", "SearchSegment"]
except ModuleNotFoundError:
    pass
