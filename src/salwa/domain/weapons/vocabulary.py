"""Closed lists of the register, in the words of the International Tracing Instrument."""

from __future__ import annotations

from enum import StrEnum


class ItemKind(StrEnum):
    """What a record is about. Ammunition and other objects are kept as what they are, never counted as weapons."""

    WEAPON = "weapon"
    PART = "part"
    AMMUNITION = "ammunition"
    OTHER = "other"


class Component(StrEnum):
    """The part of the weapon that carries a mark (ITI 10: frame or receiver first; others encouraged)."""

    FRAME = "frame"
    RECEIVER = "receiver"
    BARREL = "barrel"
    SLIDE = "slide"
    CYLINDER = "cylinder"
    BOLT = "bolt"
    CHASSIS = "chassis"
    STOCK = "stock"
    OTHER = "other"
    UNKNOWN = "unknown"


class Occasion(StrEnum):
    """Why a mark was struck: ITI 8(a) manufacture, 8(b) import, 8(d) State stock, 8(c) transfer, 9 recovery."""

    MANUFACTURE = "manufacture"
    IMPORT = "import"
    STATE_STOCK = "state_stock"
    TRANSFER_FROM_STATE_STOCK = "transfer_from_state_stock"
    POST_RECOVERY = "post_recovery"
    PROOF_HOUSE = "proof_house"
    DEACTIVATION = "deactivation"
    OTHER = "other"
    UNKNOWN = "unknown"


class ContentKind(StrEnum):
    """What the mark says: a serial number, an import mark, a maker's stamp, a symbol, the country of manufacture ..."""

    SERIAL = "serial"
    IMPORT_MARK = "import_mark"
    STOCK_MARK = "stock_mark"
    MAKER_STAMP = "maker_stamp"
    SYMBOL = "symbol"
    COUNTRY = "country"
    YEAR = "year"
    MODEL = "model"
    CALIBRE = "calibre"
    OTHER = "other"


class MarkState(StrEnum):
    """How much of a mark could be read. `none`: the weapon bears no such mark; `missing`: nobody wrote one down."""

    PRESENT = "present"
    PARTIAL = "partial"
    ILLEGIBLE = "illegible"
    ERASED = "erased"
    NONE = "none"
    MISSING = "missing"


class EventKind(StrEnum):
    """Events of a weapon's life. Late and out-of-order events are accepted; the present state is computed."""

    MANUFACTURED = "manufactured"
    PROOFED = "proofed"
    MARKED = "marked"
    IMPORTED = "imported"
    EXPORTED = "exported"
    TRANSFERRED = "transferred"
    ISSUED = "issued"
    RETURNED = "returned"
    LOST = "lost"
    STOLEN = "stolen"
    RECOVERED = "recovered"
    SEIZED = "seized"
    FOUND = "found"
    SURRENDERED = "surrendered"
    TRACED = "traced"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    CONVERTED = "converted"
    DESTROYED = "destroyed"
    CORRECTED = "corrected"
    RECORDED = "recorded"
    PART_FITTED = "part_fitted"
    PART_REMOVED = "part_removed"


class Build(StrEnum):
    """How a weapon came into being (resolution 77/71, paragraphs 12 and 32; PoA II.3)."""

    FACTORY = "factory"
    CRAFT = "craft"
    KIT = "kit"
    PRINTED = "printed"
    CONVERTED = "converted"
    REACTIVATED = "reactivated"
    UNKNOWN = "unknown"


class FrameMaterial(StrEnum):
    """Of what the frame or receiver is made: a mark on polymer needs a metal plate to last (MOSAIC 05.30)."""

    METAL = "metal"
    POLYMER = "polymer"
    POLYMER_WITH_PLATE = "polymer_with_plate"
    OTHER = "other"
    UNKNOWN = "unknown"


class HolderKind(StrEnum):
    """Who can hold a weapon."""

    STATE_UNIT = "state_unit"
    DEPOT = "depot"
    EVIDENCE_STORE = "evidence_store"
    MAKER = "maker"
    DEALER = "dealer"
    BROKER = "broker"
    MUSEUM = "museum"
    CLUB = "club"
    PERSON = "person"
    FOREIGN = "foreign"
    OTHER = "other"
