"""What the invented registers are stocked with: real models, invented serials in the makers' styles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stock:
    """One model as clerks write it: several spellings each of maker, model and calibre; `serial` is a picture of the
    maker's style (9 = digit, A = letter, anything else stands for itself); `share` weighs how common it is."""

    makers: tuple[str, ...]
    models: tuple[str, ...]
    calibres: tuple[str, ...]
    type: str
    country: str
    serial: str
    share: int


STOCKS: tuple[Stock, ...] = (
    Stock(
        ("Glock", "GLOCK", "Glok"),
        ("17", "G17", "17 Gen4"),
        ("9x19", "9 mm Luger", "9 Para"),
        "pistol",
        "AUT",
        "AAA999",
        9,
    ),
    Stock(
        ("Beretta", "P. Beretta", "BERETTA"),
        ("92 FS", "92FS", "M9"),
        ("9x19", "9 mm Para"),
        "pistol",
        "ITA",
        "A99999A",
        7,
    ),
    Stock(
        ("Taurus", "FORJAS TAURUS", "Taurrus"),
        ("PT 92", "PT92 AF"),
        ("9mm Luger", "9x19"),
        "pistol",
        "BRA",
        "TAA99999",
        5,
    ),
    Stock(("CZ", "Ceska Zbrojovka", "ČZ"), ("75", "CZ 75 B"), ("9x19", "9 mm Luger"), "pistol", "CZE", "A9999", 5),
    Stock(
        ("Browning", "FN", "F.N. Herstal"),
        ("HP 35", "High Power", "GP35"),
        ("9mm Para", "9x19"),
        "pistol",
        "BEL",
        "245PA99999",
        5,
    ),
    Stock(
        ("Izhmekh", "Ижмех", "Baikal"),
        ("PM", "Makarov", "ПМ"),
        ("9x18", "9 mm Makarov", "9х18"),
        "pistol",
        "RUS",
        "АА9999",
        6,
    ),
    Stock(
        ("Norinco", "NORINCO", "北方工业"),
        ("Type 54", "54-1", "54式"),
        ("7.62x25", "7,62 Tokarev"),
        "pistol",
        "CHN",
        "99999999",
        5,
    ),
    Stock(
        ("Smith & Wesson", "S&W", "Smith Wesson"),
        ("10", "Mod. 10", "Military & Police"),
        (".38 Special", "38 SPL"),
        "revolver",
        "USA",
        "A999999",
        6,
    ),
    Stock(("Taurus", "TAURUS"), ("82", "Mod 82"), (".38 SPL", ".38 Special"), "revolver", "BRA", "AA999999", 5),
    Stock(
        ("Izhmash", "Ижмаш", "Izhmach"),
        ("AKM", "АКМ", "AK-M"),
        ("7.62x39", "7,62 x 39 mm", "7,62х39"),
        "assault-rifle",
        "RUS",
        "АА9999",
        9,
    ),
    Stock(
        ("Norinco", "Factory 66", "Norinko"),
        ("Type 56", "56-1", "56式"),
        ("7.62x39", "7.62 M43"),
        "assault-rifle",
        "CHN",
        "99999999",
        9,
    ),
    Stock(
        ("Zastava", "Crvena Zastava"),
        ("M70", "M70 AB2", "M 70"),
        ("7,62x39", "7.62x39"),
        "assault-rifle",
        "SRB",
        "A-999999",
        5,
    ),
    Stock(
        ("FN Herstal", "F.N.", "FN"), ("FAL", "F.A.L."), ("7.62x51", "7,62 NATO"), "assault-rifle", "BEL", "9999999", 6
    ),
    Stock(
        ("Heckler & Koch", "H&K", "HK"),
        ("G3", "G3A3", "G-3"),
        ("7,62x51", "7.62 NATO"),
        "assault-rifle",
        "DEU",
        "A999999",
        5,
    ),
    Stock(
        ("Colt", "COLT"), ("M16A1", "M 16 A1", "M16A2"), ("5.56 NATO", "5,56x45"), "assault-rifle", "USA", "9999999", 5
    ),
    Stock(("IMI", "I.M.I."), ("Galil", "Galil AR"), ("5.56x45", "5,56 NATO"), "assault-rifle", "ISR", "9999999", 3),
    Stock(
        ("IMI", "Israel Military Industries"), ("Uzi", "UZI"), ("9x19", "9 Para"), "submachine-gun", "ISR", "99999", 3
    ),
    Stock(("Heckler & Koch", "HK"), ("MP5", "MP 5 A3"), ("9x19", "9mm"), "submachine-gun", "DEU", "A99999", 3),
    Stock(
        ("Baikal", "Izhmekh"), ("IZh-27", "ИЖ-27", "MP-27"), ("12/70", "cal. 12", "12"), "shotgun", "RUS", "9999999", 4
    ),
    Stock(("Mossberg", "MOSSBERG"), ("500", "500A"), ("12", "12 GA"), "shotgun", "USA", "A999999", 3),
    Stock(("Hatsan", "HATSAN ARMS"), ("Escort", "Escort Magnum"), ("12/76", "12"), "shotgun", "TUR", "999999", 2),
    Stock(
        ("Mauser", "Waffenfabrik Mauser"), ("98", "Kar 98k", "K98"), ("7.92x57", "8x57 IS"), "rifle", "DEU", "9999 a", 3
    ),
    Stock(
        ("Enfield", "RSAF Enfield"), ("No. 4 Mk I", "Lee-Enfield"), (".303 British", "303"), "rifle", "GBR", "A9999", 3
    ),
    Stock(
        ("Degtyarev", "ZiD Kovrov"),
        ("PKM", "ПКМ"),
        ("7.62x54R", "7,62х54"),
        "general-purpose-machine-gun",
        "RUS",
        "АА999",
        2,
    ),
)

# What clerks write where there is no serial to copy, by language.
NO_SERIAL: dict[str, tuple[str, ...]] = {
    "fr": ("sans numéro", "SN", "illisible", "numéro limé", "effacé", "néant", "n° meulé", "rouillé - illisible"),
    "ar": ("بدون رقم", "ممسوح", "غير مقروء", "لا يوجد", "الرقم مطموس", "مبرود"),
    "en": ("no number", "filed off", "illegible", "none", "obliterated"),
}
