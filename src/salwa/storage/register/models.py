"""All tables of the register (Django looks here). Where an installation keeps none, this is a refusal (`here`)."""

from salwa.storage.register import here  # noqa: F401
from salwa.storage.register.ammunition_tables import AmmunitionBalance, AmmunitionLot, AmmunitionMovement
from salwa.storage.register.analysis_tables import Counting
from salwa.storage.register.campaign_tables import (
    CampaignDepot,
    CampaignSupply,
    CampaignTeam,
    CampaignWeapon,
    MarkingCampaign,
    SupplyCount,
)
from salwa.storage.register.case_tables import CaseKey, CaseStep, IdentityDecision
from salwa.storage.register.custody_tables import Custody, Holder, Part
from salwa.storage.register.destruction_tables import (
    DestroyedAmmunition,
    DestroyedWeapon,
    DestructionPicture,
    DestructionRecord,
)
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
from salwa.storage.register.person_tables import Person
from salwa.storage.register.screening_tables import DuplicatesList, Screening
from salwa.storage.register.sheet_tables import WeaponExport
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
from salwa.storage.register.tracing_tables import (
    AnswerDraft,
    CaseFinding,
    Classification,
    ExpertQuestion,
    Incident,
    IncomingRequest,
    OutgoingRequest,
    RequestStep,
    RestrictedNote,
    SeizedWeapon,
    TracingCase,
)
from salwa.storage.register.weapon_tables import Event, Mark, Picture, Weapon

__all__ = [
    "CaseKey",
    "CaseStep",
    "IdentityDecision",
    "TracingCase",
    "SeizedWeapon",
    "RestrictedNote",
    "RequestStep",
    "OutgoingRequest",
    "IncomingRequest",
    "Incident",
    "ExpertQuestion",
    "Classification",
    "CaseFinding",
    "AnswerDraft",
    "CertificateCheck",
    "CertificateScan",
    "CampaignDepot",
    "CampaignSupply",
    "CampaignTeam",
    "CampaignWeapon",
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
    "LossReport",
    "LostItem",
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
    "Person",
    "Picture",
    "ReviewAnswer",
    "SavedMapping",
    "Screening",
    "SealedAside",
    "SetAsideRow",
    "UsedWeapon",
    "SupplyCount",
    "StockScan",
    "StockTaking",
    "SurplusDecision",
    "SurplusItem",
    "SurplusList",
    "Weapon",
    "WeaponExport",
]

try:
    from salwa.storage.register.search_tables import SearchKey, SearchSegment

    __all__ += ["SearchKey", "SearchSegment"]
except ModuleNotFoundError:
    pass
