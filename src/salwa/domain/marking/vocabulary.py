"""Closed lists of marking: verdicts, rules, grounds, methods, and the states of a campaign and its work."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What a rule says of one weapon. `cannot_tell`: the record does not say; unknown is not no."""

    FULFILLED = "fulfilled"
    NOT_FULFILLED = "not_fulfilled"
    CANNOT_TELL = "cannot_tell"
    NOT_REQUIRED = "not_required"


class Overall(StrEnum):
    """The verdict over all rules that bind; advice does not count."""

    DULY_MARKED = "duly_marked"
    MARKS_MISSING = "marks_missing"
    CANNOT_TELL = "cannot_tell"


class RuleCode(StrEnum):
    """Stable codes of the rules; domain/marking/rules.py says what each asks."""

    READABLE = "readable"
    MANUFACTURE = "manufacture"
    IMPORT = "import"
    IMPORT_UNIQUE = "import_unique"
    IMPORT_YEAR = "import_year"
    TRANSFER = "transfer"
    STATE_STOCK = "state_stock"
    RECOVERED = "recovered"
    ESSENTIAL_PART = "essential_part"
    OTHER_PARTS = "other_parts"
    PLATE = "plate"
    MODULAR = "modular"
    CONTENTS = "contents"
    COMPONENTS = "components"
    DEPTH = "depth"
    HEIGHT = "height"
    LETTERS = "letters"
    CHARACTERS = "characters"


class Ground(StrEnum):
    """Why an import mark need not be struck (ITI 8(b), second sentence)."""

    TEMPORARY_IMPORT = "temporary_import"
    MUSEUM = "museum"


class Method(StrEnum):
    """How a mark is struck."""

    STAMPING = "stamping"
    DOT_PEEN = "dot_peen"
    LASER = "laser"
    METAL_PLATE = "metal_plate"


class Content(StrEnum):
    """What the mark at manufacture can say (PoA report, question 3.2.1)."""

    MAKER = "maker"
    COUNTRY = "country"
    SERIAL = "serial"
    YEAR = "year"
    MODEL = "model"
    CALIBRE = "calibre"


class CheckKind(StrEnum):
    """The check character of a national number: none, a digit (ISO 7064 MOD 11,10) or one of 36 (MOD 37,36)."""

    NONE = "none"
    DIGIT = "digit"
    LETTER = "letter"


class CampaignState(StrEnum):
    """A campaign is planned, runs, and ends; a closed one stays readable."""

    PLANNED = "planned"
    RUNNING = "running"
    CLOSED = "closed"


class WorkState(StrEnum):
    """One weapon of a campaign: waiting, given to a team with its number, done, skipped, to be done again.

    `left`: it was not done when the campaign was closed; another campaign may take it.
    """

    WAITING = "waiting"
    ALLOTTED = "allotted"
    DONE = "done"
    SKIPPED = "skipped"
    REWORK = "rework"
    LEFT = "left"


class SkipReason(StrEnum):
    """Why a team could not mark a weapon; each returns on the catch-up list."""

    NOT_FOUND = "not_found"
    ISSUED_OUT = "issued_out"
    NOT_ACCESSIBLE = "not_accessible"
    OTHER_WEAPON = "other_weapon"
    MARKED_BEFORE = "marked_before"
    RECORDED_TWICE = "recorded_twice"
    NOT_SAFE = "not_safe"
    NEEDS_PLATE = "needs_plate"
    MACHINE_DOWN = "machine_down"
    TO_BE_DESTROYED = "to_be_destroyed"
    OTHER = "other"


class ReworkReason(StrEnum):
    """Why a mark must be looked at again."""

    NOT_READABLE = "not_readable"
    READ_DIFFERENTLY = "read_differently"
    TOO_SHALLOW = "too_shallow"
    TOO_SMALL = "too_small"
    STRUCK_DIFFERENTLY = "struck_differently"


class NumberState(StrEnum):
    """A reserved number: free in its block, allotted to a weapon, struck, or spoiled. None is ever used again."""

    ALLOTTED = "allotted"
    STRUCK = "struck"
    SPOILED = "spoiled"


class SupplyKind(StrEnum):
    """What a campaign lives on; most stop for lack of it (evaluation of the marking programme in East Africa)."""

    CONSUMABLE = "consumable"
    FUEL = "fuel"
    TRANSPORT = "transport"
    ALLOWANCE = "allowance"
