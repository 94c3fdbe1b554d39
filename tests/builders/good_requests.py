"""Good tracing requests, as a careful office writes them: true makers, models, types and calibres, marks as read.

Everything is drawn from a seed. What a weapon truly is comes from the reference book; how its number looks, what stands
on it besides, and how clerks write comes from the lists below.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from salwa.domain.marks.reading.book import Maker, Model
from salwa.domain.tracing import (
    AskedMark,
    AskedPicture,
    AskedWeapon,
    Circumstance,
    Contact,
    IllicitLimb,
    IntendedUse,
    LegalGround,
    Limb,
    Offence,
    PlaceKind,
    Priority,
    RequestContents,
    Restriction,
    Wanted,
)
from salwa.reference import load_book

TODAY = date(2026, 11, 1)
# Fewer makers are met often than rarely: the first column of a seizure list, from everywhere.
OFTEN = [
    "glock",
    "taurus",
    "beretta",
    "izhmash",
    "norinco",
    "zastava",
    "smith-wesson",
    "colt",
    "browning",
    "fn-herstal",
    "heckler-koch",
    "walther",
    "cz",
    "ruger",
    "star",
    "astra",
    "llama",
    "rossi",
    "bersa",
    "imi",
    "izhmekh",
    "tula-arms",
    "cugir",
    "arsenal-bg",
    "feg",
    "radom",
    "sig-sauer",
    "remington",
    "winchester",
    "mossberg",
    "mke",
    "sarsilmaz",
    "girsan",
    "canik",
    "imbel",
    "fm-rosario",
    "maadi",
    "defense-industries-organization",
    "pof",
    "ofb",
    "denel",
    "vektor",
    "daewoo",
    "hi-point",
    "kel-tec",
    "savage",
    "mauser",
    "steyr",
    "benelli",
    "tanfoglio",
    "rohm",
]
JUSTIFICATIONS = (
    "Possession without a licence, Firearms Act, section 16(1).",
    "Artículo 83 de la Ley Federal de Armas de Fuego.",
    "Статья 222 Уголовного кодекса.",
    "المادة 26 من قانون الأسلحة والذخائر رقم 394 لسنة 1954",
    "刑法第一百二十八条",
    "Article L317-8 du code de la sécurité intérieure.",
    "Lei 10.826/2003, artigo 14.",
    "Waffengesetz, Paragraf 52.",
    "Security Council resolution 1970 (2011), paragraph 9.",
    "No import licence was issued for this consignment.",
)
CIRCUMSTANCES = (
    "Found under the seat of a lorry stopped at the border post, with two others of the same kind.",
    "Incautada en un registro domiciliario junto con drogas y munición.",
    "Изъято при обыске жилого помещения вместе с патронами.",
    "ضبط السلاح داخل مركبة عند نقطة تفتيش على الطريق الساحلي",
    "在边境检查站的一辆货车中查获",
    "Remise lors d'une campagne de dépôt volontaire, sans munitions.",
    "Recovered after an exchange of fire; the suspect was carrying it in a bag.",
)
REASONS_NOT_READ = (
    "Barrel is plugged with rust; the bore could not be measured and no calibre mark is left.",
    "Slide and barrel are missing, only the frame was found.",
    "Sans canon: le calibre ne peut être mesuré.",
)
# As they stand on weapons: (text, State of import).
IMPORTED = (
    ("CENTURY ARMS INC GEORGIA VT", "USA"),
    ("C.A.I. ST. ALB. VT", "USA"),
    ("INTERARMS ALEXANDRIA, VA", "USA"),
    ("PW Arms Redmond WA", "USA"),
    ("KBI INC HBG PA", "USA"),
    ("EAA CORP COCOA FL", "USA"),
    ("IMP. DE 2014", "DEU"),
    ("KE 2016", "KEN"),
    ("IMPORTED BRA 2009", "BRA"),
    ("IMP MEX 12", "MEX"),
    ("RSA IMP 2011", "ZAF"),
)
PROOFS = ("BNP under a crown", "ELG in an oval", "PSF with star", "eagle over N", "NITRO PROOF", "crossed pennants")
HINTS = {"en": "calibre ", "es": "cal. ", "ru": "", "ar": "عيار ", "": ""}
STRANGE_MODELS = ("Sport-Line 2000", "Модель 5-Б", "Titanium Compact", "HG-770", "Especial", "Forester", "نموذج ٧")
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
TAURUS_YEARS = "GHIJKLMNOPQRSTUVWXYZ"  # 1987 to 2006, the second letter; the third is the month from A


@dataclass(frozen=True)
class Written:
    """A request as written, the truth about its weapon, and the State it is meant for (empty: not chosen yet)."""

    contents: RequestContents
    model: Model
    maker: Maker
    calibre: str
    addressed_to: str = ""
    own_state: str = ""
    model_named: bool = True
    maker_named: bool = True


def weapons_known() -> list[tuple[Maker, Model]]:
    """Maker and model of every true weapon that may be written about."""
    book = load_book()
    pairs = []
    for model in book.models.values():
        kind = book.types[model.type].kind if model.type in book.types else ""
        too_old = model.years[1] is not None and model.years[1] < 1900
        if kind not in ("small-arm", "light-weapon") or not model.calibres or model.maker not in book.makers or too_old:
            continue
        pairs.append((book.makers[model.maker], model))
        licensed = [book.makers[code] for code in model.also_made_by if code in book.makers]
        pairs += [(maker, model) for maker in licensed]
    return [pair for pair in pairs if "firearms" in pair[0].kinds and "importer" not in pair[0].name]


class Office:
    """An office that writes good requests, from a seed."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(f"requests {seed}")  # noqa: S311  (reproducible, not secret)
        self.book = load_book()
        self.known = weapons_known()
        self.often = [pair for pair in self.known if pair[0].code in OFTEN]

    def weapon(self) -> tuple[Maker, Model]:
        """A maker and a model: half of the time a common one."""
        return self.draw.choice(self.often if self.draw.random() < 0.5 else self.known)

    def request(self, pair: tuple[Maker, Model] | None = None) -> Written:
        """One good request, about a given weapon or a drawn one."""
        draw = self.draw
        maker, model = pair or self.weapon()
        calibre = draw.choice([code for code in model.calibres if code in self.book.calibres])
        own = draw.choice(
            [code for code in ("BRA", "KEN", "MEX", "IRQ", "UKR", "NGA", "PHL", "TUN") if code != maker.country]
        )
        year, serial = self.year_and_serial(maker, model)
        named = draw.random()
        weapon = self.as_typed(maker, model, calibre, year)
        weapon = replace(weapon, model_text="", model_code="") if named < 0.2 else weapon
        weapon = replace(weapon, model_text=draw.choice(STRANGE_MODELS), model_code="") if named < 0.05 else weapon
        if 0.2 <= named < 0.27:
            # Without a maker a former State would leave open whom to ask; a careful office names today's.
            weapon = replace(weapon, maker_text="", maker_code="", country_text="", country_code="")
        marks, weapon = self.marks(maker, serial, weapon)
        contents = self.form(weapon, marks, model.years[0] or 0)
        if draw.random() < 0.06:
            contents = replace(
                contents,
                weapon=replace(
                    contents.weapon, calibre_text="", calibre_code="", description=draw.choice(REASONS_NOT_READ)
                ),
            )
        if pair is None and draw.random() < 0.06:
            contents = self.strange(contents)
            return Written(contents, model, maker, calibre, "", own, False, False)
        to = draw.choice(["", maker.country, contents.weapon.import_country_code or maker.country])
        to = "" if to == own or not weapon.maker_text else to
        return Written(contents, model, maker, calibre, to, own, named >= 0.2, not 0.2 <= named < 0.27)

    def year_and_serial(self, maker: Maker, model: Model) -> tuple[int | None, str]:
        """A year that fits maker and model, and a number; where the maker dates its numbers, the two agree."""
        draw = self.draw
        if maker.code == "taurus" and model.type == "pistol" and (model.years[0] or 2050) <= 2000:
            at = draw.randrange(max(1987, model.years[0] or 1987), 2007) - 1987
            return 1987 + at, f"T{TAURUS_YEARS[at]}{draw.choice('ABCDEFGHIJKL')}{draw.randrange(10000, 99999)}"
        serial = self.serial(maker)
        dated = any(maker.code in one.makers for one in self.book.serial_dates)
        first = max(model.years[0] or 1946, maker.active[0] or 1946, 1900)
        last = min(model.years[1] or 2024, maker.active[1] or 2024, 2024)
        if dated or first > last or draw.random() < 0.5:
            return None, serial
        return draw.randrange(first, last + 1), serial

    def serial(self, maker: Maker) -> str:
        """A number as this maker strikes it."""
        draw = self.draw
        digits = str(draw.randrange(10**5, 10**6))
        letters = "".join(draw.choices("ABCDEFGHJKLMNPRSTUVWYZ", k=3))
        if maker.code == "glock":
            return letters + draw.choice(["", "Z"]) + digits[:3]
        if maker.code in ("izhmash", "tula-arms", "izhmekh", "molot", "kbp"):
            return draw.choice(["АБ", "ЕН", "ВЛ", "ПК", ""]) + draw.choice(["", " "]) + digits
        if maker.code in ("ruger",):
            return f"{digits[:3]}-{draw.randrange(10000, 99999)}"
        if maker.code in ("smith-wesson",):
            return letters + digits[:4]
        if maker.code == "beretta":
            return f"{letters[0]}{digits[:5]}{letters[1]}"
        if maker.code in ("fn-herstal", "norinco", "heckler-koch", "zastava", "imi", "imbel"):
            return draw.choice(["", letters[0], letters[0] + "-"]) + digits
        if maker.country in ("EGY", "IRQ", "IRN", "SYR", "LBY") and draw.random() < 0.6:
            return digits.translate(ARABIC_DIGITS)
        return draw.choice(["", letters[0], letters[:2]]) + digits + draw.choice(["", "", letters[2]])

    def as_typed(self, maker: Maker, model: Model, calibre: str, year: int | None) -> AskedWeapon:
        """The weapon in a clerk's words: any language, any case; the codes are there half of the time."""
        draw, book = self.draw, self.book
        words = [word for many in book.types[model.type].words.values() for word in many if len(word) > 3]
        names = [book.calibres[calibre].name, *book.calibres[calibre].synonyms]
        called = [maker.name, *maker.aliases, *maker.aliases, *maker.misspellings]
        model_names = [model.name, *model.names]
        if draw.random() < 0.15:
            model_names = [f"{maker.aliases[0] if maker.aliases else maker.name} {name}" for name in model_names]
        coded = draw.random() < 0.5
        country = maker.country if draw.random() < 0.6 else ""
        if country and maker.historic_country and draw.random() < 0.4:
            country = maker.historic_country
        state = book.states[country] if country else None
        return AskedWeapon(
            type_text=draw.choice(words or [book.types[model.type].names["en"]]),
            type_code=model.type if coded else "",
            maker_text=self.case(draw.choice(called)),
            maker_code=maker.code if coded else "",
            model_text=self.case(draw.choice(model_names)),
            model_code=model.code if coded else "",
            calibre_text=draw.choice(["", "", "cal. "]) + draw.choice(names),
            calibre_code=calibre if coded else "",
            country_text=draw.choice(list(state.short_names.values())) if state else "",
            country_code=country if coded else "",
            year="" if year is None else str(year),
        )

    def strange(self, contents: RequestContents) -> RequestContents:
        """A weapon that no list has: a village smith's, a printed one, a converted blank pistol, an unlisted maker."""
        draw = self.draw
        maker, kind, calibre, build, year = draw.choice(
            [
                ("", "craft-made shotgun", "12 bore", "craft", ""),
                ("Kwame Mensah, Kumasi", "shotgun", "12 gauge", "craft", ""),
                ("", "pistola artesanal", ".22", "craft", ""),
                ("", "3D printed pistol", ".22 LR", "printed", "2023"),
                ("Zoraki", "blank-firing pistol", "9 mm PAK", "converted", "2017"),
                ("Ekol", "pistol", "9x19", "converted", ""),
                ("Danao", "revolver", ".38", "craft", ""),
                ("Hammer & Sons Gunworks", "rifle", ".308 Win", "unknown", "1988"),
                ("Mahmut Av Tüfekleri", "shotgun", "12/76", "factory", "2015"),
                ("Armurerie du Lac", "fusil de chasse", "16/70", "factory", ""),
            ]
        )
        weapon = replace(
            contents.weapon,
            maker_text=maker,
            maker_code="",
            model_text="",
            model_code="",
            type_text=kind,
            type_code="",
            calibre_text=calibre,
            calibre_code="",
            build=build,
            year=year,
            country_text="",
            country_code="",
            import_country_text="",
            import_country_code="",
        )
        marks = tuple(one for one in contents.marks if one.occasion != "import")
        begun = max(contents.day or TODAY, date(2024, 1, 1))
        return replace(contents, weapon=weapon, marks=marks, day=begun)

    def case(self, text: str) -> str:
        """As some people type: in capitals, in small letters, with a space too many."""
        return self.draw.choice([text, text, text.upper(), text.lower(), f" {text} "])

    def marks(self, maker: Maker, serial: str, weapon: AskedWeapon) -> tuple[tuple[AskedMark, ...], AskedWeapon]:
        """The marks as read: whole, in part, erased; sometimes an import or a proof mark, and a second part."""
        draw = self.draw
        part = draw.choice(["frame", "receiver"])
        roll = draw.random()
        if roll < 0.12:
            at = draw.randrange(len(serial))
            marks = [AskedMark(part, "manufacture", "serial", serial[:at] + "?" + serial[at + 1 :], "partial")]
        elif roll < 0.2:
            state = draw.choice(["erased", "illegible", "none"])
            marks = [AskedMark(part, "manufacture", "serial", "", state)]
            weapon = replace(weapon, description="The number was ground off; the laboratory found no trace of it.")
        else:
            marks = [AskedMark(part, "manufacture", "serial", serial, "present")]
        if roll >= 0.2 and draw.random() < 0.35:
            marks.append(
                AskedMark(draw.choice(["slide", "barrel", "bolt"]), "manufacture", "serial", serial, "present")
            )
        if draw.random() < 0.2:
            marks.append(AskedMark("barrel", "proof_house", "symbol", draw.choice(PROOFS), "present"))
        imported = [(text, state) for text, state in IMPORTED if state != maker.country]
        if draw.random() < 0.2:
            text, state = draw.choice(imported)
            marks.append(AskedMark("barrel", "import", "import_mark", text, "present"))
            weapon = replace(weapon, import_country_text=state, import_country_code=state)
        return tuple(marks), weapon

    def form(self, weapon: AskedWeapon, marks: tuple[AskedMark, ...], model_begun: int) -> RequestContents:
        """Everything else of the form; nothing is seized before its model existed."""
        draw = self.draw
        limbs = draw.sample(list(IllicitLimb), draw.choice([1, 1, 2, 3]))
        kept = draw.random() < 0.85
        urgent = draw.random() < 0.15
        year = int(weapon.year or 0)
        begun = date(max(2018, year, model_begun), 1, 1)
        day = begun + timedelta(days=draw.randrange((TODAY - begun).days))
        return RequestContents(
            case_reference=f"TR/{draw.randrange(2018, 2027)}/{draw.randrange(1, 9999):04}",
            language=draw.choice(["en", "fr", "es", "ar", "ru", "zh"]),
            circumstance=draw.choice(list(Circumstance)),
            illicit=tuple(Limb(limb, draw.choice(JUSTIFICATIONS)) for limb in limbs),
            circumstances=draw.choice(CIRCUMSTANCES),
            day=day,
            precision=draw.choice(["day", "day", "month"]),
            place=draw.choice(["Mombasa", "Puerto Cabello", "الإسكندرية", "Одесса", "昆明", "Zenda"]),
            place_kind=draw.choice(list(PlaceKind)),
            ground=draw.choice(list(LegalGround)),
            offences=tuple(draw.sample(list(Offence), draw.choice([0, 1, 2]))),
            weapon=weapon,
            marks=marks,
            pictures=(AskedPicture("1.jpg", "image/jpeg", "0" * 64, ""),),
            purposes=tuple(draw.sample(list(IntendedUse)[:4], draw.choice([1, 2]))),
            confidentiality=kept,
            cannot_because="" if kept else "The freedom of information act obliges us to disclose closed files.",
            restrictions=tuple(Restriction) if kept else (),
            priority=Priority.URGENT if urgent else Priority.ROUTINE,
            urgent_because="The suspect is in custody until 30 November." if urgent else "",
            wanted=tuple(draw.sample(list(Wanted), 2)),
            contact=Contact("National tracing office", "", "trace@example.org", ""),
        )
