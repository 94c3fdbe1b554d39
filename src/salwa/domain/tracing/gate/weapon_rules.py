"""Maker, model, calibre and type against one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.marks.reading.book import Calibre, Model
from salwa.domain.marks.serials import normalised
from salwa.domain.tracing.gate.remarks import SURE, Asked, Remark, Values
from salwa.domain.tracing.makers import made_by

# Pairs of types that people use for the same weapon although neither is the broader word.
ALIKE = {
    frozenset(pair)
    for pair in (
        ("carbine", "assault-rifle"),
        ("carbine", "sniper-rifle"),
        ("carbine", "submachine-gun"),
        ("assault-rifle", "sniper-rifle"),
        ("assault-rifle", "submachine-gun"),
        ("assault-rifle", "light-machine-gun"),
        ("machine-pistol", "pistol"),
        ("machine-pistol", "handgun"),
        ("light-machine-gun", "general-purpose-machine-gun"),
        ("general-purpose-machine-gun", "heavy-machine-gun"),
        ("grenade-launcher-hand-held", "grenade-launcher-under-barrel"),
        ("recoilless-rifle", "rocket-launcher"),
        ("rocket-launcher", "anti-tank-missile-launcher"),
        ("recoilless-rifle", "anti-tank-gun"),
        ("rocket-launcher", "anti-tank-gun"),
        ("shotgun", "combination-gun"),
        ("rifle", "combination-gun"),
        ("rifle", "light-machine-gun"),
        ("heavy-machine-gun", "anti-aircraft-gun"),
        ("carbine", "pistol"),
        ("pistol", "submachine-gun"),
        ("pistol", "break-open-pistol"),
        ("anti-materiel-rifle", "rifle"),
        ("pistol", "derringer"),
        ("handgun", "rifle"),
        ("pistol", "assault-rifle"),
        ("rifle", "submachine-gun"),
        ("anti-materiel-rifle", "anti-tank-gun"),
        ("carbine", "light-machine-gun"),
        ("carbine", "anti-materiel-rifle"),
    )
}
# What a weapon became, not what the maker made: any model may be one.
ANY_MODEL = {
    "craft-made",
    "3d-printed-firearm",
    "converted-firearm",
    "disguised-firearm",
    "blank-firing",
    "signal-gun",
    "other",
    "unknown",
    "long-gun",
    "less-lethal-launcher",
    "muzzle-loader",
}
# A maker's weapons of a kind together, of which nothing can be said.
NOT_STATED = "not stated"
NO_WEAPON = ("ammunition", "not-a-firearm", "part")
LOOK_MODEL = message(
    "Compare the weapon with pictures of the model, and read the marks again; the model may be a neighbour."
)


def calibre_of_model(asked: Asked) -> Iterator[Remark]:
    """A calibre in which this model was never made."""
    model, calibre = asked.model, asked.calibre
    if model is None or calibre is None or not model.calibres or asked.contents.weapon.build == "converted":
        return
    if NOT_STATED in model.name:
        return
    calibres = asked.book.calibres
    typed = {calibre.code, *calibre.members, *calibre.compatible}
    if not _fits(calibres, typed, [model]) and not _fits(calibres, typed, _may_be(asked, model)):
        names = Listed(calibres[code].name for code in model.calibres if code in calibres)
        values: Values = {"model": model.name, "calibre": calibre.name, "calibres": names}
        yield Remark(
            "calibre_not_of_model",
            False,
            "calibre",
            Sentence(
                message("The model {model} is not known in the calibre {calibre}; it was made in {calibres}."), values
            ),
            Sentence(LOOK_MODEL),
            "ITI 8(a), 17(b)",
        )


def type_of_model(asked: Asked) -> Iterator[Remark]:
    """A type that this model is not."""
    model, typed = asked.model, asked.type_code
    if model is None or not typed or typed in ANY_MODEL or asked.book.types[typed].kind in NO_WEAPON:
        return
    if model.type not in asked.book.types or model.type in ANY_MODEL or _akin(asked, typed, model.type):
        return
    kinds = {one.type for one in (*_may_be(asked, model), *_kin(asked, model))}
    if not kinds & ANY_MODEL and not any(_akin(asked, typed, one) for one in kinds):
        names = asked.book.types
        values: Values = {
            "model": model.name,
            "type": names[model.type].names[asked.language],
            "typed": names[typed].names[asked.language],
        }
        yield Remark(
            "type_not_of_model",
            False,
            "type",
            Sentence(message("The model {model} is a {type}, and the request says {typed}."), values),
            Sentence(LOOK_MODEL),
            "ITI 17(b)",
        )


def model_of_maker(asked: Asked) -> Iterator[Remark]:
    """A model that this maker is not known to have made."""
    maker = asked.maker
    if maker is None or any(one.maker_code == maker.code for one in asked.book.importers):
        return
    models = [asked.model] if asked.model is not None else _read_alone(asked)
    known = [one for one in models if one.maker in asked.book.makers]
    if known and len(known) == len(models) and not any(made_by(asked.book, one, maker) for one in known):
        values: Values = {"model": known[0].name, "maker": maker.name, "by": asked.book.makers[known[0].maker].name}
        yield Remark(
            "model_not_of_maker",
            False,
            "model",
            Sentence(message("{maker} is not known to have made the model {model}; it is made by {by}."), values),
            Sentence(
                message("Read the maker's mark again. A copy bears the model's name and another maker's mark, or none.")
            ),
            "ITI 8(a)",
        )


def _fits(calibres: Mapping[str, Calibre], typed: set[str], models: list[Model]) -> bool:
    made = {code for model in models for one in model.calibres for code in (one, *_reach(calibres, one))}
    return bool(typed & made)


def _reach(calibres: Mapping[str, Calibre], code: str) -> tuple[str, ...]:
    one = calibres.get(code)
    return (*one.members, *one.compatible) if one else ()


def _read_alone(asked: Asked) -> list[Model]:
    """The models a name may mean without its maker: beside a wrong maker a good name is read as nothing."""
    alone = asked.book.reader.read_model(asked.contents.weapon.model_text or None)
    if not alone.code or alone.confidence < SURE:
        return []
    return [asked.book.models[code] for code in (alone.code, *alone.alternatives) if code in asked.book.models]


def _may_be(asked: Asked, model: Model) -> list[Model]:
    """The model, and what else its name may mean.

    "MD 3" alone is the MD-3 in 5.56 as well as the M964A1 MD3 in 7.62: a short name may be the end of a longer one.
    """
    found = [model]
    makers = {model.maker, *model.also_made_by}
    if not asked.contents.weapon.model_code:
        codes = asked.typed[1].alternatives
        found += [asked.book.models[code] for code in codes if code in asked.book.models]
        typed = normalised(asked.contents.weapon.model_text)
        found += [
            one
            for one in asked.book.models.values()
            if typed and one.maker in makers and any(normalised(name).endswith(typed) for name in one.names)
        ]
    return found


def _kin(asked: Asked, model: Model) -> list[Model]:
    """Models of the same family and makers: a short Kalashnikov is a pistol to one office and a rifle to the next."""
    makers = {model.maker, *model.also_made_by}
    kin = (one for one in asked.book.models.values() if model.family and one.family == model.family)
    return [one for one in kin if makers & {one.maker, *one.also_made_by}]


def _akin(asked: Asked, one: str, other: str) -> bool:
    return one in _up(asked, other) or other in _up(asked, one) or frozenset((one, other)) in ALIKE


def _up(asked: Asked, code: str) -> tuple[str, ...]:
    """The type and every broader one."""
    found = [code]
    while found[-1] in asked.book.types and asked.book.types[found[-1]].broader:
        found.append(asked.book.types[found[-1]].broader)
    return tuple(found)


RULES = (calibre_of_model, type_of_model, model_of_maker)
