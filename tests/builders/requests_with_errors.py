"""Requests with exactly one mistake, made the way a clerk makes it: a good request is taken and one thing goes wrong.

Nothing here looks at the gate or at its tables of what is wrong. Each kind of mistake says of which good requests it
can be made, how the hand slips, and which remark a reader of the request would want (its code).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from salwa.domain.tracing import IntendedUse, Limb, Priority
from tests.builders.good_requests import TODAY, Office, Written

Slip = Callable[[Office, Written], Written | None]


@dataclass(frozen=True)
class Mistaken:
    """A request with one mistake: the kind of mistake, the code it should be met with, and the request."""

    kind: str
    code: str
    written: Written


SLIPS: dict[str, tuple[str, Slip]] = {}


def slip(code: str) -> Callable[[Slip], Slip]:
    """Enter a kind of mistake, with the code of the remark that should meet it."""

    def enter(function: Slip) -> Slip:
        SLIPS[function.__name__] = (code, function)
        return function

    return enter


def mistaken_requests(seed: int, count: int = 300) -> Iterator[Mistaken]:
    """`count` requests with one mistake each, the kinds in turn."""
    office = Office(seed + 10_000)
    kinds = list(SLIPS)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        code, make = SLIPS[kind]
        yield Mistaken(kind, code, _made(office, make))


def good_requests(seed: int, count: int = 300) -> Iterator[Written]:
    """`count` requests without a mistake."""
    office = Office(seed)
    for _ in range(count):
        yield office.request()


def _made(office: Office, make: Slip) -> Written:
    for _ in range(5_000):
        found = make(office, office.request())
        if found is not None:
            return found
    raise AssertionError(f"no request was fit for {make.__name__}")


def _with(written: Written, **changes: object) -> Written:
    return replace(written, contents=replace(written.contents, **changes))  # type: ignore[arg-type]


def _weapon(written: Written, **changes: object) -> Written:
    return _with(written, weapon=replace(written.contents.weapon, **changes))  # type: ignore[arg-type]


def _serial(written: Written, text: str) -> Written | None:
    """The number replaced on every part that bears it; only a readable number can be mistyped."""
    marks = written.contents.marks
    if not any(one.content == "serial" and one.state == "present" for one in marks):
        return None
    return _with(written, marks=tuple(replace(one, text=text) if one.content == "serial" else one for one in marks))


# --- left out ---------------------------------------------------------------------------------------------------------
@slip("limb_missing")
def no_reason_ticked(_office: Office, one: Written) -> Written:
    return _with(one, illicit=())


@slip("justification_missing")
def reason_without_law(office: Office, one: Written) -> Written:
    first, *rest = one.contents.illicit
    return _with(one, illicit=(Limb(first.limb, office.draw.choice(["", "-", "n/a", " ", "..."])), *rest))


@slip("circumstances_missing")
def story_left_out(office: Office, one: Written) -> Written:
    return _with(one, circumstances=office.draw.choice(["", "-", "n/a"]))


@slip("serial_state_doubted")
def worn_number_given_as_legible(office: Office, one: Written) -> Written | None:
    """What the clerk tells in the story and not in the box beside the number."""
    legible = [mark for mark in one.contents.marks if mark.content == "serial" and mark.state == "present"]
    if not any(mark.text.strip() for mark in legible):
        return None
    said = office.draw.choice([
        "The number on the receiver is badly worn.", "Serial number hard to read, third sign uncertain.",
        "Le numéro de série est en partie illisible.", "El número de serie está muy gastado.",
        "Серийный номер местами стёрт.", "الرقم التسلسلي غير واضح في جزء منه.", "序列号部分模糊。",
    ])  # fmt: skip
    return _with(one, circumstances=f"{one.contents.circumstances} {said}")


@slip("marks_missing")
def marks_left_out(_office: Office, one: Written) -> Written | None:
    return None if one.contents.weapon.description else _with(one, marks=())


@slip("type_missing")
def type_left_out(office: Office, one: Written) -> Written | None:
    if one.contents.weapon.description:
        return None
    return _weapon(
        one, type_code="", type_text=office.draw.choice(["", "", "unknown", "desconocido", "неизвестно", "?"])
    )


@slip("calibre_missing")
def calibre_left_out(office: Office, one: Written) -> Written | None:
    if one.contents.weapon.description:
        return None
    return _weapon(one, calibre_code="", calibre_text=office.draw.choice(["", "", "unknown", "N/A", "غير معروف"]))


@slip("use_missing")
def purpose_left_out(_office: Office, one: Written) -> Written:
    return _with(one, purposes=())


@slip("use_not_said")
def purpose_other_without_words(_office: Office, one: Written) -> Written:
    return _with(one, purposes=(IntendedUse.OTHER,), use_text="")


@slip("undertaking_missing")
def undertaking_not_ticked(_office: Office, one: Written) -> Written:
    return _with(one, confidentiality=False, cannot_because="")


@slip("restrictions_without_reason")
def one_limit_not_ticked(office: Office, one: Written) -> Written | None:
    kept = list(one.contents.restrictions)
    if not kept:
        return None
    kept.remove(office.draw.choice(kept))
    return _with(one, restrictions=tuple(kept))


@slip("urgent_without_reason")
def urgent_and_no_word(_office: Office, one: Written) -> Written:
    return _with(one, priority=Priority.URGENT, urgent_because="")


@slip("contact_missing")
def nobody_to_ask_back(_office: Office, one: Written) -> Written:
    return _with(one, contact=replace(one.contents.contact, office="", email="", telephone=""))


@slip("wanted_missing")
def asks_for_nothing(_office: Office, one: Written) -> Written:
    return _with(one, wanted=())


@slip("picture_wanted")
def the_one_mark_without_picture(_office: Office, one: Written) -> Written | None:
    readable = [mark for mark in one.contents.marks if mark.state in ("present", "partial")]
    return _with(one, pictures=()) if len(readable) == 1 else None


# --- the number is something else -------------------------------------------------------------------------------------
@slip("erased_as_serial")
def words_for_no_number(office: Office, one: Written) -> Written | None:
    words = (
        "XXXX",
        "????",
        "sin numero",
        "б/н",
        "obliterado",
        "limado",
        "ilegible",
        "بدون رقم",
        "0000",
        "n/a",
        "raspada",
        "номер спилен",
        "not visible",
        "filed off",
        "zonder nummer",
        "illisible",
        "------",
        "无号",
        "sin número visible",
        "numaratörü silinmiş",
        "без номера",
        "ممسوح",
        "S/N raspado",
        "no legible",
    )
    return _serial(one, office.draw.choice(words))


@slip("proof_as_serial")
def proof_mark_for_number(office: Office, one: Written) -> Written | None:
    return _serial(
        one, office.draw.choice(["BNP", "B.N.P.", "ELG", "NITRO PROOF", "PSF", "NPv", "N.P.F.", "FINITO", "NPB", "NP"])
    )


@slip("patent_as_serial")
def patent_for_number(office: Office, one: Written) -> Written | None:
    number = office.draw.randrange(1_000_000, 6_000_000)
    forms = (
        f"PAT. {number:,}",
        f"U.S. PAT {number}",
        f"PATENT No {number}",
        f"D.R.P. {number // 10}",
        f"PATENTADO {number}",
        f"Brevet {number // 10}",
        f"US PATENT {number:,}",
        f"PATENTED {number}",
        "PAT PEND",
        f"Патент {number}",
        f"DRGM {number}",
    )
    return _serial(one, office.draw.choice(forms))


@slip("calibre_as_serial")
def calibre_for_number(office: Office, one: Written) -> Written | None:
    forms = (
        "9x19",
        "CAL 9 PARA",
        "7,62x39",
        ".45 ACP",
        "9mm",
        "cal .38 SPL",
        "9 mm Luger",
        "Kal. 7,65mm",
        "7.62x51",
        ".357 MAGNUM",
    )
    return _serial(one, office.draw.choice(forms))


@slip("model_as_serial")
def model_for_number(office: Office, one: Written) -> Written | None:
    names = [
        name for name in (one.model.name, *one.model.names) if any(c.isdigit() for c in name) and not name.isdigit()
    ]
    if not names or not one.model_named:
        return None
    return _serial(one, office.draw.choice(names))


@slip("exhibit_as_serial")
def exhibit_for_number(office: Office, one: Written) -> Written | None:
    number, year = office.draw.randrange(1, 900), office.draw.randrange(2018, 2026)
    forms = (
        f"EXH {number}/{year}",
        f"Exhibit {number}",
        f"Case {number}/{year}",
        f"P.V. {number}/{year}",
        f"Scellé n° {number}",
        f"Evidence #{number}",
        f"Дело № {number}",
        f"محضر {number}",
        one.contents.case_reference,
        f"PV-{number}-{year}",
    )
    return _serial(one, office.draw.choice(forms))


@slip("serial_shape")
def number_of_the_weapon_beside_it(office: Office, one: Written) -> Written | None:
    """Two weapons on the table: the number of the other one, by a maker who numbers in another way."""
    if not one.maker_named or not one.contents.weapon.maker_text:
        return None
    if one.maker.code == "glock":
        return _serial(one, str(office.draw.randrange(10**5, 10**8)))
    if one.maker.code in ("ruger", "norinco", "izhmash"):
        letters = "".join(office.draw.choices("ABCDEFGHKLMN", k=4))
        return _serial(one, f"{letters}{office.draw.randrange(100, 999)}")
    return None


@slip("two_serials")
def second_reading_left_in(office: Office, one: Written) -> Written | None:
    first = one.contents.marks[0]
    at = [place for place, sign in enumerate(first.text) if sign in "0123456789"]
    if first.state != "present" or len(at) < 3:
        return None
    place = office.draw.choice(at)
    other = office.draw.choice([digit for digit in "0123456789" if digit != first.text[place]])
    twin = replace(first, text=first.text[:place] + other + first.text[place + 1 :])
    return _with(one, marks=(*one.contents.marks, twin))


# --- the weapon is described wrongly ----------------------------------------------------------------------------------
@slip("calibre_not_of_model")
def calibre_of_the_cartridge_beside_it(office: Office, one: Written) -> Written | None:
    """The cartridge that lay beside the weapon belongs to another one: its bore differs by a millimetre and more."""
    calibres = office.book.calibres
    if not one.model_named or not one.contents.weapon.calibre_text:
        return None
    made = [calibres[code] for code in one.model.calibres if code in calibres]
    bores = [bore for calibre in made for bore in _bores(office, calibre.code)]
    code = office.draw.choice(
        ["9x19mm", "7.62x39mm", "45-acp", "12-gauge", "5.56x45mm-nato", "22-long-rifle", "38-special"]
    )
    if code not in calibres or not bores or any(abs(bore - (calibres[code].bore_mm or 0)) < 1 for bore in bores):
        return None
    if any(calibre.kind == "unspecific" or calibre.bore_mm is None for calibre in made):
        return None
    coded = bool(one.contents.weapon.calibre_code)
    return _weapon(one, calibre_text=calibres[code].name, calibre_code=code if coded else "")


def _bores(office: Office, code: str) -> list[float]:
    one = office.book.calibres[code]
    return [one.bore_mm] if one.bore_mm else []


OPPOSITE = {
    "pistol": ("revolver", "Revolver", "револьвер"),
    "revolver": ("pistol", "self-loading pistol", "самозарядный пистолет"),
    "rifle": ("shotgun", "shotgun", "escopeta"),
    "assault-rifle": ("shotgun", "shotgun", "fusil de chasse"),
    "shotgun": ("rifle", "rifle", "винтовка"),
    "submachine-gun": ("revolver", "revolver", "revólver"),
    "light-machine-gun": ("pistol", "pistol", "pistola"),
    "general-purpose-machine-gun": ("shotgun", "shotgun", "escopeta"),
    "rocket-launcher": ("mortar", "mortar", "mortero"),
    "mortar": ("heavy-machine-gun", "heavy machine gun", "ametralladora pesada"),
    "sniper-rifle": ("revolver", "revolver", "Revolver"),
    "carbine": ("shotgun", "shotgun", "escopeta"),
}


@slip("type_not_of_model")
def wrong_line_of_the_list(office: Office, one: Written) -> Written | None:
    """The wrong entry of the drop-down list, or the wrong word."""
    if not one.model_named or one.model.type not in OPPOSITE:
        return None
    code, *words = OPPOSITE[one.model.type]
    return _weapon(one, type_text=office.draw.choice(words), type_code=code if one.contents.weapon.type_code else "")


@slip("import_mark_as_maker")
def largest_stamp_taken_for_the_maker(office: Office, one: Written) -> Written | None:
    if one.maker.country == "USA" or not one.maker_named:
        return None
    stamps = (
        "CAI ST ALB VT",
        "C.A.I. Georgia, VT",
        "INTERARMS",
        "Interarms Alexandria VA",
        "KBI INC. HBG. PA",
        "P.W. ARMS REDMOND WA",
        "EAA COCOA FL",
        "SAMCO MIAMI FL",
        "Blue Sky Arlington VA",
        "INTRAC KNOX. TN",
        "CSI ONT CA",
        "Action Arms Ltd Phila PA",
        "Century Arms Inc Georgia Vt",
        "American Tactical Imports Rochester NY",
    )
    return _weapon(one, maker_text=office.draw.choice(stamps), maker_code="")


@slip("model_not_of_maker")
def maker_of_the_weapon_beside_it(office: Office, one: Written) -> Written | None:
    """The maker of another weapon of the same seizure: one that makes nothing of this kind."""
    if not one.model_named or not one.maker_named or one.maker.country == "USA":
        return None
    other = office.book.makers[office.draw.choice(["glock", "hi-point", "kel-tec", "bersa", "mossberg", "canik"])]
    makes = {
        model.family for model in office.book.models.values() if other.code in (model.maker, *model.also_made_by)
    } - {""}
    if (
        other.code in (one.model.maker, *one.model.also_made_by)
        or one.model.family in makes
        or other.country == one.maker.country
    ):
        return None
    coded = bool(one.contents.weapon.maker_code)
    return _weapon(
        one, maker_text=other.name, maker_code=other.code if coded else "", country_text="", country_code="", year=""
    )


@slip("type_as_maker")
def columns_moved_by_one(office: Office, one: Written) -> Written | None:
    return _weapon(
        one,
        maker_text=office.draw.choice(["Pistola", "revolver", "пистолет", "fusil d'assaut", "9x19 mm", "escopeta"]),
        maker_code="",
    )


@slip("calibre_as_type")
def calibre_in_the_field_of_the_type(office: Office, one: Written) -> Written | None:
    calibre = office.book.calibres[one.calibre]
    if calibre.kind == "unspecific" or not any(sign.isdigit() for sign in calibre.name):
        return None
    return _weapon(one, type_text=calibre.name, type_code="")


@slip("type_as_calibre")
def type_in_the_field_of_the_calibre(office: Office, one: Written) -> Written | None:
    words = [word for many in office.book.types[one.model.type].words.values() for word in many if len(word) > 3]
    return _weapon(one, calibre_text=office.draw.choice(words), calibre_code="") if words else None


@slip("not_covered")
def request_about_what_is_no_weapon(office: Office, one: Written) -> Written:
    code, text = office.draw.choice(
        [
            ("cartridge", "9 mm cartridge"),
            ("ammunition", "ammunition"),
            ("air-gun", "air rifle"),
            ("replica", "replica"),
            ("airsoft", "airsoft gun"),
            ("ammunition", "боеприпасы"),
            ("air-gun", "carabina de aire comprimido"),
        ]
    )
    return _weapon(
        one, type_text=text, type_code=code if office.draw.random() < 0.5 else "", model_text="", model_code=""
    )


# --- years and days ---------------------------------------------------------------------------------------------------
@slip("year_before_maker")
def year_of_the_patent(office: Office, one: Written) -> Written | None:
    """The year of the patent or of the pattern, decades before the maker began."""
    begun = one.maker.active[0]
    if begun is None or begun < 1930 or one.maker.predecessors or not one.maker_named:
        return None
    return _weapon(one, year=str(office.draw.randrange(1900, begun - 5)))


@slip("year_before_model")
def digits_of_the_year_exchanged(office: Office, one: Written) -> Written | None:
    """A year in which the maker worked, long before this model."""
    begun, first = one.maker.active[0], one.model.years[0]
    if begun is None or first is None or not one.model_named or first - max(begun, 1900) < 12:
        return None
    return _weapon(one, year=str(office.draw.randrange(max(begun, 1900), first - 6)))


@slip("year_after_maker")
def year_of_sale_long_after(office: Office, one: Written) -> Written | None:
    ended = one.maker.active[1]
    if ended is None or ended > 2012 or one.maker.successors or not one.maker_named:
        return None
    year = office.draw.randrange(ended + 4, 2018)
    return _weapon(one, year=str(year))


@slip("year_in_future")
def year_typed_with_a_slip(office: Office, one: Written) -> Written:
    return _weapon(one, year=str(office.draw.choice([2062, 2048, 2091, 2029, 2077])))


@slip("antique")
def weapon_of_a_collector(office: Office, one: Written) -> Written | None:
    begun = one.maker.active[0]
    if begun is None or begun > 1880:
        return None
    return _weapon(one, year=str(office.draw.randrange(begun + 2, 1899)), model_text="", model_code="")


@slip("year_against_serial")
def year_of_import_for_that_of_manufacture(office: Office, one: Written) -> Written | None:
    number = one.contents.marks[0].text
    if (
        one.maker.code != "taurus"
        or not one.contents.weapon.year
        or not one.maker_named
        or one.contents.marks[0].state != "present"
    ):
        return None
    made = int(one.contents.weapon.year)
    late = made + office.draw.randrange(4, 9)
    return (
        _weapon(one, year=str(late))
        if number.startswith("T") and late < 2017 and one.contents.day > date(late, 12, 31)
        else None
    )


@slip("day_in_future")
def day_of_next_year(office: Office, one: Written) -> Written:
    return _with(one, day=TODAY + timedelta(days=office.draw.randrange(20, 300)))


@slip("seized_before_made")
def year_of_seizure_mistyped(office: Office, one: Written) -> Written | None:
    year = one.contents.weapon.year
    if not year or int(year) < 1960:
        return None
    return _with(one, day=date(int(year) - office.draw.randrange(2, 12), 3, 14))


# --- States -----------------------------------------------------------------------------------------------------------
@slip("country_against_maker")
def country_of_the_neighbour(office: Office, one: Written) -> Written | None:
    """The State the weapon came through, given as that of manufacture: one in which nobody makes such weapons."""
    if not one.maker_named:
        return None
    code = office.draw.choice(
        [code for code in ("MLI", "TCD", "HND", "PRY", "JAM", "SOM", "LBN") if code != one.maker.country]
    )
    state = office.book.states[code]
    coded = bool(one.contents.weapon.maker_code)
    return _weapon(
        one, country_text=office.draw.choice(list(state.short_names.values())), country_code=code if coded else ""
    )


@slip("state_extinct")
def state_that_is_no_more(office: Office, one: Written) -> Written | None:
    code = {"RUS": "SUN", "SRB": "YUG", "CZE": "CSK", "UKR": "SUN", "HRV": "YUG"}.get(one.maker.country)
    if code is None:
        return None
    name = office.draw.choice(list(office.book.states[code].short_names.values()))
    changed = _weapon(
        one, maker_text="", maker_code="", country_text=name, country_code=code if office.draw.random() < 0.5 else ""
    )
    return replace(changed, addressed_to=office.draw.choice(["", code]))


@slip("addressee_unconnected")
def sent_to_the_wrong_state(office: Office, one: Written) -> Written | None:
    wrong = office.draw.choice(["NOR", "NZL", "PER", "THA", "GHA"])
    makers = {office.book.makers[code].country for code in one.model.also_made_by if code in office.book.makers}
    if not one.maker_named or wrong in makers | {
        one.maker.country,
        one.contents.weapon.import_country_code,
        one.own_state,
    }:
        return None
    return replace(one, addressed_to=wrong)


@slip("addressed_to_self")
def sent_to_oneself(_office: Office, one: Written) -> Written:
    return replace(one, addressed_to=one.own_state)


@slip("import_is_manufacture")
def manufacture_typed_twice(_office: Office, one: Written) -> Written | None:
    weapon = one.contents.weapon
    if not weapon.country_code or weapon.import_country_code:
        return None
    return _weapon(one, import_country_text=weapon.country_text, import_country_code=weapon.country_code)


@slip("import_country_missing")
def import_mark_without_its_state(_office: Office, one: Written) -> Written | None:
    if not one.contents.weapon.import_country_code:
        return None
    changed = _weapon(one, import_country_text="", import_country_code="")
    return replace(changed, addressed_to="")


@slip("import_country_contradicts")
def state_of_another_import(office: Office, one: Written) -> Written | None:
    if one.contents.weapon.import_country_code != "USA":
        return None
    code = office.draw.choice(["DEU", "CAN", "PHL"])
    if code == one.maker.country:
        return None
    return replace(_weapon(one, import_country_text=code, import_country_code=code), addressed_to="")
