"""The table of rules: for each rule its rows from top to bottom; the first row whose facts all hold gives the answer.

A row names the facts it needs with the values it takes, the verdict, the sentence that says why, and what to do. The
last row of every rule needs nothing, so there is always an answer. Whoever wants to know why Salwa judges as it does
reads this file; nothing else decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salwa.domain.languages import message
from salwa.domain.marking.facts import ERASED, ILLEGIBLE, LEGIBLE, NO, NONE, PARTIAL, UNKNOWN, UNRECORDED, YES, Fact
from salwa.domain.marking.vocabulary import Ground, RuleCode, Verdict
from salwa.domain.weapons import Build, FrameMaterial

GOOD, BAD, OPEN, FREE = Verdict.FULFILLED, Verdict.NOT_FULFILLED, Verdict.CANNOT_TELL, Verdict.NOT_REQUIRED
GONE = (ERASED, ILLEGIBLE, NONE)
WITHOUT_MAKER = (Build.CRAFT.value, Build.KIT.value, Build.PRINTED.value)
NAMED = ("own", "foreign", "unnamed")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `remedy` is empty where nothing is to be done."""

    needs: Mapping[Fact, tuple[str, ...]]
    verdict: Verdict
    why: str
    remedy: str = ""


# What to do, said in more than one place.
RECORD_MARK = message("Look at the weapon and record what it bears, or that it bears none.")
LABORATORY = message("Have it made visible again by a laboratory; if that fails, mark the weapon anew and record both.")
MARK_UNIQUE = message("Mark it with a unique number of the national series and record the mark.")
READ_AGAIN = message("Clean the place and read it again; if it stays unreadable, a laboratory can help.")
MARK_IMPORT = message("Strike the import mark of this State, with the year, and record it.")
MARK_STOCK = message("Strike the mark of this State's stocks and record it.")
SAY_STATE = message("Record which State the mark names.")

DESTROYED = Row({Fact.DESTROYED: (YES,)}, FREE, message("The weapon is recorded as destroyed; it needs no mark."))

READABLE = (
    DESTROYED,
    Row({Fact.READABLE: (LEGIBLE,)}, GOOD, message("Every recorded mark can be read.")),
    Row(
        {Fact.READABLE: ("beside",)},
        GOOD,
        message("One mark cannot be read in full, but a legible unique number stands beside it."),
    ),
    Row({Fact.READABLE: (ERASED,)}, BAD, message("A mark was erased and no unique number can be read."), LABORATORY),
    Row(
        {Fact.READABLE: (ILLEGIBLE,)}, BAD, message("A mark is illegible and no unique number can be read."), LABORATORY
    ),
    Row(
        {Fact.READABLE: (PARTIAL,)},
        BAD,
        message("A mark can be read only in part and no unique number can be read in full."),
        READ_AGAIN,
    ),
    Row({Fact.READABLE: (NONE,)}, FREE, message("The weapon bears no mark whose readability could be judged.")),
    Row({}, OPEN, message("No mark is recorded. That does not mean that the weapon bears none."), RECORD_MARK),
)
MANUFACTURE = (
    DESTROYED,
    Row(
        {Fact.NUMBER: (LEGIBLE,), Fact.MAKER: (LEGIBLE,), Fact.COUNTRY: (LEGIBLE,)},
        GOOD,
        message("Maker, country of manufacture and serial number are on the weapon."),
    ),
    Row(
        {Fact.SYMBOLS: ("complete",)},
        GOOD,
        message("Symbols with a code are on the weapon, and the country of manufacture is known by them."),
    ),
    Row(
        {Fact.STATE_OWNED: (YES,), Fact.BEFORE_ADOPTION: (YES,), Fact.NUMBER: (LEGIBLE,)},
        FREE,
        message("The State's forces held it when the instrument was adopted: its mark need not meet 8(a)."),
    ),
    Row(
        {Fact.STATE_OWNED: (YES,), Fact.BEFORE_ADOPTION: (YES,), Fact.STOCK_MARK: NAMED},
        FREE,
        message("The State's forces held it when the instrument was adopted: its stock mark need not meet 8(a)."),
    ),
    Row(
        {Fact.BUILD: WITHOUT_MAKER, Fact.OWN_NUMBER: (YES,)},
        GOOD,
        message("It was made without a licensed maker; this State's own unique mark stands in the place of 8(a)."),
    ),
    Row(
        {Fact.BUILD: WITHOUT_MAKER, Fact.NUMBER: GONE},
        BAD,
        message("It was made without a licensed maker and bears no unique mark that can be read."),
        message("Mark it with this State's code letters and a number of the national series, or destroy it."),
    ),
    Row({Fact.NUMBER: (ERASED,)}, BAD, message("The serial number was erased."), LABORATORY),
    Row({Fact.NUMBER: (ILLEGIBLE,)}, BAD, message("The serial number is illegible."), LABORATORY),
    Row({Fact.NUMBER: (NONE,)}, BAD, message("The weapon bears no serial number."), MARK_UNIQUE),
    Row({Fact.NUMBER: (PARTIAL,)}, OPEN, message("The serial number can be read only in part."), READ_AGAIN),
    Row(
        {Fact.NUMBER: (UNRECORDED,)},
        OPEN,
        message("No serial number is recorded. That does not mean that the weapon bears none."),
        RECORD_MARK,
    ),
    Row(
        {Fact.SYMBOLS: ("country_unknown",)},
        OPEN,
        message("Symbols with a code are on the weapon, but the country they stand for is not recorded."),
        message("Record the country of manufacture, or ask the national point of contact of the State you suspect."),
    ),
    Row(
        {Fact.MAKER: GONE},
        BAD,
        message("The name of the maker is not on the weapon, or cannot be read, and no symbols stand in its place."),
        message("Record the maker if you know it; mark the weapon with this State's letters and number."),
    ),
    Row(
        {Fact.COUNTRY: GONE},
        BAD,
        message("The country of manufacture is not on the weapon, or cannot be read, and no symbols stand for it."),
        message("Record the country if you know it; mark the weapon with this State's letters and number."),
    ),
    Row(
        {Fact.MAKER: (LEGIBLE,)},
        OPEN,
        message("Maker and serial number are on the weapon; whether it names its country is not recorded."),
        RECORD_MARK,
    ),
    Row(
        {Fact.COUNTRY: (LEGIBLE,)},
        OPEN,
        message("Country and serial number are on the weapon; whether it names its maker is not recorded."),
        RECORD_MARK,
    ),
    Row(
        {},
        OPEN,
        message("A serial number is on the weapon; whether it names its maker and its country is not recorded."),
        RECORD_MARK,
    ),
)
IMPORT = (
    DESTROYED,
    Row({Fact.IMPORT_MARK: ("own",)}, GOOD, message("The import mark of this State is on the weapon.")),
    Row({Fact.IMPORTED: (NO,)}, FREE, message("By its record the weapon was not imported into this State.")),
    Row(
        {Fact.GROUND: (Ground.TEMPORARY_IMPORT.value,)},
        FREE,
        message("It is here for a time only, for a lawful purpose on record."),
    ),
    Row({Fact.GROUND: (Ground.MUSEUM.value,)}, FREE, message("It was imported for good as a museum piece on record.")),
    Row(
        {Fact.IMPORTED: (UNKNOWN,), Fact.RECOVERED: (YES,)},
        FREE,
        message("It was seized, found or surrendered here, and no import is on record; ITI 9 applies instead."),
    ),
    Row(
        {Fact.IMPORTED: (UNKNOWN,)},
        OPEN,
        message("Whether it was imported into this State is not recorded."),
        message("Record its import or its manufacture here."),
    ),
    Row({Fact.IMPORT_MARK: ("foreign",)}, BAD, message("It bears the import mark of another State only."), MARK_IMPORT),
    Row({Fact.IMPORT_MARK: (NONE,)}, BAD, message("It bears no import mark."), MARK_IMPORT),
    Row({Fact.IMPORT_MARK: (ERASED, ILLEGIBLE)}, BAD, message("Its import mark cannot be read."), MARK_IMPORT),
    Row({Fact.IMPORT_MARK: ("unnamed",)}, OPEN, message("Which State its import mark names is not known."), SAY_STATE),
    Row({Fact.IMPORT_MARK: (PARTIAL,)}, OPEN, message("Its import mark can be read only in part."), READ_AGAIN),
    Row({}, OPEN, message("Whether it bears an import mark is not recorded."), RECORD_MARK),
)
IMPORT_UNIQUE = (
    DESTROYED,
    Row({Fact.NUMBER: (LEGIBLE,)}, GOOD, message("It bears a unique number that can be read.")),
    Row({Fact.IMPORTED: (NO,)}, FREE, message("By its record the weapon was not imported into this State.")),
    Row(
        {Fact.GROUND: (Ground.TEMPORARY_IMPORT.value, Ground.MUSEUM.value)},
        FREE,
        message("A ground on record frees it from marking at import."),
    ),
    Row(
        {Fact.IMPORTED: (YES,), Fact.NUMBER: GONE},
        BAD,
        message("It was imported and bears no unique mark that can be read."),
        MARK_UNIQUE,
    ),
    Row(
        {Fact.IMPORTED: (UNKNOWN,), Fact.RECOVERED: (YES,)},
        FREE,
        message("It was seized, found or surrendered here, and no import is on record; ITI 9 applies instead."),
    ),
    Row({Fact.NUMBER: (PARTIAL,)}, OPEN, message("Its unique number can be read only in part."), READ_AGAIN),
    Row(
        {Fact.NUMBER: GONE},
        OPEN,
        message("It bears no unique mark that can be read; whether it was imported is not recorded."),
        message("Record its import or its manufacture here."),
    ),
    Row({}, OPEN, message("Whether it bears a unique mark is not recorded."), RECORD_MARK),
)
IMPORT_YEAR = (
    DESTROYED,
    Row(
        {Fact.IMPORT_MARK: ("foreign", "unnamed", ERASED, ILLEGIBLE, NONE, PARTIAL, UNRECORDED)},
        FREE,
        message("No import mark of this State is recorded that could say a year."),
    ),
    Row({Fact.IMPORT_YEAR: (YES,)}, GOOD, message("The import mark says the year.")),
    Row(
        {Fact.IMPORT_YEAR: (NO,)},
        BAD,
        message("The import mark says no year."),
        message("Strike the year beside it when the weapon is on the bench again."),
    ),
    Row({}, OPEN, message("Whether the import mark says a year is not recorded."), RECORD_MARK),
)
TRANSFER = (
    DESTROYED,
    Row({Fact.TRANSFERRED: (NO,)}, FREE, message("No entry says that it left State stocks for civilian use.")),
    Row(
        {Fact.TRANSFERRED: (UNKNOWN,)},
        OPEN,
        message("Whether it left State stocks for civilian use is not recorded."),
        message("Record who gave it to whom."),
    ),
    Row({Fact.STOCK_MARK: ("own",)}, GOOD, message("A mark of this State's stocks is on the weapon.")),
    Row({Fact.STOCK_MARK: ("foreign",)}, BAD, message("It bears the stock mark of another State only."), MARK_STOCK),
    Row(
        {Fact.STOCK_MARK: GONE},
        BAD,
        message("It bears no stock mark that can be read and could name the State whose stocks it left."),
        MARK_STOCK,
    ),
    Row({Fact.STOCK_MARK: ("unnamed",)}, OPEN, message("Which State its stock mark names is not known."), SAY_STATE),
    Row({Fact.STOCK_MARK: (PARTIAL,)}, OPEN, message("Its stock mark can be read only in part."), READ_AGAIN),
    Row({}, OPEN, message("Whether it bears a stock mark is not recorded."), RECORD_MARK),
)
STATE_STOCK = (
    DESTROYED,
    Row({Fact.STATE_OWNED: (NO,)}, FREE, message("By its record it does not belong to the State.")),
    Row({Fact.NUMBER: (LEGIBLE,)}, GOOD, message("It bears a unique number that can be read.")),
    Row({Fact.STOCK_MARK: NAMED}, GOOD, message("It bears a stock mark that can be read.")),
    Row(
        {Fact.STATE_OWNED: (UNKNOWN,)},
        OPEN,
        message("Whether it belongs to the State is not recorded."),
        message("Record whom it belongs to."),
    ),
    Row(
        {Fact.NUMBER: GONE, Fact.STOCK_MARK: GONE},
        BAD,
        message("It belongs to the State and bears neither a number nor a stock mark that can be read."),
        message("Mark it with the letters of this State's stocks and a number of the national series."),
    ),
    Row(
        {},
        OPEN,
        message("It belongs to the State; whether it bears a number or a stock mark is not recorded in full."),
        RECORD_MARK,
    ),
)
RECOVERED = (
    Row({Fact.RECOVERED: (NO,)}, FREE, message("No entry says that it was seized, found or surrendered.")),
    Row({Fact.DESTROYED: (YES,)}, GOOD, message("It was seized, found or surrendered, and destroyed.")),
    Row(
        {Fact.NUMBER: (LEGIBLE,)},
        GOOD,
        message("It was seized, found or surrendered; it is uniquely marked and recorded."),
    ),
    Row(
        {Fact.NUMBER: GONE},
        BAD,
        message("It was seized, found or surrendered, and bears no unique mark that can be read."),
        message(
            "Mark it uniquely and record the mark, or destroy it, as soon as possible; keep it locked up until then."
        ),
    ),
    Row(
        {Fact.NUMBER: (PARTIAL,)},
        OPEN,
        message("It was seized, found or surrendered; its number can be read only in part."),
        READ_AGAIN,
    ),
    Row(
        {},
        OPEN,
        message("It was seized, found or surrendered; whether it bears a unique mark is not recorded."),
        RECORD_MARK,
    ),
)
ESSENTIAL_PART = (
    DESTROYED,
    Row({Fact.ESSENTIAL: (LEGIBLE,)}, GOOD, message("The unique number stands on the frame or receiver.")),
    Row(
        {Fact.STATE_OWNED: (YES,), Fact.BEFORE_ADOPTION: (YES,), Fact.NUMBER: (LEGIBLE,)},
        FREE,
        message("The State's forces held it when the instrument was adopted; its number may stand elsewhere."),
    ),
    Row(
        {Fact.STATE_OWNED: (YES,), Fact.BEFORE_ADOPTION: (YES,), Fact.STOCK_MARK: NAMED},
        FREE,
        message("The State's forces held it when the instrument was adopted; its stock mark may stand elsewhere."),
    ),
    Row(
        {Fact.ESSENTIAL: (ERASED, ILLEGIBLE)},
        BAD,
        message("The unique number on the frame or receiver was erased or cannot be read."),
        LABORATORY,
    ),
    Row(
        {Fact.ESSENTIAL: (NONE,)},
        BAD,
        message("The frame or receiver bears no unique number."),
        message("Mark the frame or receiver; a number on another part can be exchanged with that part."),
    ),
    Row(
        {Fact.ESSENTIAL: ("elsewhere",)},
        OPEN,
        message("A unique number is recorded on another part only; whether the frame or receiver bears it is not."),
        RECORD_MARK,
    ),
    Row(
        {Fact.ESSENTIAL: ("place_unknown",)},
        OPEN,
        message("On which part the unique number stands is not recorded."),
        message("Record the part that bears it."),
    ),
    Row(
        {Fact.ESSENTIAL: (PARTIAL,)},
        OPEN,
        message("The number on the frame or receiver can be read only in part."),
        READ_AGAIN,
    ),
    Row({}, OPEN, message("Whether the frame or receiver bears a unique number is not recorded."), RECORD_MARK),
)
OTHER_PARTS = (
    DESTROYED,
    Row({Fact.OTHER_PARTS: (LEGIBLE,)}, GOOD, message("Another part besides the frame or receiver is marked too.")),
    Row(
        {Fact.OTHER_PARTS: GONE},
        BAD,
        message("Barrel, slide, cylinder and bolt bear no mark that can be read."),
        message("Strike the number on the barrel or slide as well when the weapon is on the bench."),
    ),
    Row({}, OPEN, message("Whether barrel, slide or cylinder are marked is not recorded."), RECORD_MARK),
)
PLATE = (
    DESTROYED,
    Row({Fact.FRAME_MATERIAL: (FrameMaterial.METAL.value,)}, FREE, message("The frame is of metal.")),
    Row(
        {Fact.FRAME_MATERIAL: (FrameMaterial.POLYMER_WITH_PLATE.value,)},
        GOOD,
        message("The polymer frame has a metal plate."),
    ),
    Row(
        {Fact.FRAME_MATERIAL: (FrameMaterial.POLYMER.value,)},
        BAD,
        message("The frame is of polymer without a metal plate; a mark in polymer is soon taken off."),
        message(
            "Mark a metal part that cannot be removed without destroying the frame, or set in a plate by the maker."
        ),
    ),
    Row(
        {},
        OPEN,
        message("Of what the frame is made is not recorded."),
        message("Record of what the frame is made."),
    ),
)
MODULAR = (
    DESTROYED,
    Row({Fact.MODULAR: (NO,)}, FREE, message("The weapon is not modular.")),
    Row(
        {Fact.MODULAR: (UNKNOWN,)},
        OPEN,
        message("Whether the weapon is modular is not recorded."),
        message("Record whether its parts can be exchanged to make another type or calibre."),
    ),
    Row(
        {Fact.ESSENTIAL: (LEGIBLE,), Fact.PARTS_KNOWN: (YES,)},
        GOOD,
        message("The part that stays bears the number, and the exchangeable parts are recorded one by one."),
    ),
    Row(
        {Fact.ESSENTIAL: (LEGIBLE,)},
        BAD,
        message("The part that stays bears the number, but the exchangeable parts are not recorded one by one."),
        message("Record barrels, slides and uppers as parts of this weapon, each with its own marks."),
    ),
    Row(
        {Fact.ESSENTIAL: GONE},
        BAD,
        message("The weapon is modular, and the part that stays bears no number that can be read."),
        message("Mark the receiver or chassis, the one part that every variant keeps."),
    ),
    Row(
        {}, OPEN, message("The weapon is modular; whether the part that stays is marked is not recorded."), RECORD_MARK
    ),
)
CONTENTS = (
    DESTROYED,
    Row({Fact.CONTENTS: ("not_asked",)}, FREE, message("The profile asks for no contents of its own.")),
    Row({Fact.MADE_HERE: (NO,)}, FREE, message("It was made in another State; the profile does not bind its maker.")),
    Row({Fact.CONTENTS: ("complete",)}, GOOD, message("Everything the profile asks for is on the weapon.")),
    Row(
        {Fact.MADE_HERE: (UNKNOWN,)},
        OPEN,
        message("Where it was made is not recorded, so the profile may bind its maker or not."),
        message("Record the country of manufacture."),
    ),
    Row(
        {Fact.CONTENTS: ("missing",)},
        BAD,
        message("It was made in this State, and its marks lack: {names}."),
        message("Have the maker complete the marks before the weapon leaves."),
    ),
    Row(
        {},
        OPEN,
        message("It was made in this State; whether it says the following is not recorded: {names}."),
        RECORD_MARK,
    ),
)
COMPONENTS = (
    DESTROYED,
    Row({Fact.COMPONENTS: ("not_asked",)}, FREE, message("The profile names no parts for this kind of weapon.")),
    Row({Fact.COMPONENTS: ("complete",)}, GOOD, message("Every part the profile names bears a legible mark.")),
    Row(
        {Fact.COMPONENTS: ("missing",)},
        BAD,
        message("These parts bear no mark that can be read: {names}."),
        message("Mark these parts and record the marks."),
    ),
    Row({}, OPEN, message("Whether these parts bear a mark is not recorded: {names}."), RECORD_MARK),
)
DEPTH = (
    DESTROYED,
    Row({Fact.DEPTH: ("not_asked",)}, FREE, message("The profile sets no least depth.")),
    Row({Fact.DEPTH: ("unmeasured",)}, FREE, message("No mark struck here was measured on this weapon.")),
    Row({Fact.DEPTH: ("enough",)}, GOOD, message("The measured depth is enough.")),
    Row(
        {},
        BAD,
        message("A mark struck here is less deep than the profile asks for."),
        message("Strike it again deeper, or beside the old one, and record it."),
    ),
)
HEIGHT = (
    DESTROYED,
    Row({Fact.HEIGHT: ("not_asked",)}, FREE, message("The profile sets no least height.")),
    Row({Fact.HEIGHT: ("unmeasured",)}, FREE, message("The signs struck here were not measured on this weapon.")),
    Row({Fact.HEIGHT: ("enough",)}, GOOD, message("The measured height is enough.")),
    Row(
        {},
        BAD,
        message("Signs struck here are smaller than the profile asks for."),
        message("Strike it again larger beside the old one, and record it."),
    ),
)
LETTERS = (
    DESTROYED,
    Row({Fact.LETTERS: (NONE,)}, FREE, message("No mark struck by this State is recorded.")),
    Row({Fact.LETTERS: (YES,)}, GOOD, message("Marks struck here bear the code letters.")),
    Row(
        {},
        BAD,
        message("A mark struck here lacks the State's code letters."),
        message("Strike the letters beside it when the weapon is on the bench again."),
    ),
)
CHARACTERS = (
    DESTROYED,
    Row(
        {Fact.CHARACTERS: (NONE,)},
        FREE,
        message("No number struck by this State is recorded, or all signs are allowed."),
    ),
    Row({Fact.CHARACTERS: (YES,)}, GOOD, message("Numbers struck here hold no signs that are confused.")),
    Row(
        {},
        BAD,
        message("A number struck here holds signs that eyes take for others."),
        message("Read it twice when you type it; the register also finds it with the other sign."),
    ),
)
TABLE: Mapping[RuleCode, tuple[Row, ...]] = {
    RuleCode.READABLE: READABLE,
    RuleCode.MANUFACTURE: MANUFACTURE,
    RuleCode.IMPORT: IMPORT,
    RuleCode.IMPORT_UNIQUE: IMPORT_UNIQUE,
    RuleCode.IMPORT_YEAR: IMPORT_YEAR,
    RuleCode.TRANSFER: TRANSFER,
    RuleCode.STATE_STOCK: STATE_STOCK,
    RuleCode.RECOVERED: RECOVERED,
    RuleCode.ESSENTIAL_PART: ESSENTIAL_PART,
    RuleCode.OTHER_PARTS: OTHER_PARTS,
    RuleCode.PLATE: PLATE,
    RuleCode.MODULAR: MODULAR,
    RuleCode.CONTENTS: CONTENTS,
    RuleCode.COMPONENTS: COMPONENTS,
    RuleCode.DEPTH: DEPTH,
    RuleCode.HEIGHT: HEIGHT,
    RuleCode.LETTERS: LETTERS,
    RuleCode.CHARACTERS: CHARACTERS,
}
