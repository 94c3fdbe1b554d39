"""Marks written in one another's field, and the maker that follows from the model."""

from __future__ import annotations

from dataclasses import replace

from salwa.domain.languages import Sentence
from salwa.domain.marks.reading import phrases
from salwa.domain.marks.reading.models import Beside
from salwa.domain.marks.reading.names import compact
from salwa.domain.marks.reading.typed import FieldReading
from salwa.domain.marks.reading.vocabulary import Vocabulary


def mend(
    names: Vocabulary, maker: FieldReading, model: FieldReading, calibre: str | None, beside: Beside
) -> tuple[FieldReading, FieldReading]:
    """Fields written in one another's place, and the maker that follows from the model."""
    if model.code is None and maker.code is None and not maker.silent:
        model = _across(names, maker, model, beside)
        model, maker = _swapped(names, maker, model, beside) if model.code is None else (model, maker)
    if maker.code is None and not maker.alternatives and model.silent and model.raw.strip():
        for guess in names.maker(model.raw) if not names.is_silent(model.raw) else ():
            if guess.strength >= 0.9 and names.makers.is_name(model.raw):
                sentence = Sentence(phrases.MAKER_IN_MODEL, {"name": names.book.makers[guess.code].name})
                maker = FieldReading(maker.raw, guess.code, 0.8, sentence, inferred=True, silent=maker.silent)
                break
    if model.code is None and model.silent and maker.code and maker.raw.strip():
        model = _model_in_maker(names, maker, model, beside)
    if model.code is None and model.silent and calibre and not names.is_silent(calibre):
        model = _model_in_calibre(names, calibre, model, maker, beside)
    if maker.code is None and model.code:
        maker = _maker_from_model(names, maker, model)
    return maker, model


def _across(names: Vocabulary, maker: FieldReading, model: FieldReading, beside: Beside) -> FieldReading:
    """One name written over both fields: "US Carbine" and "M1"."""
    together = f"{maker.raw} {model.raw}"
    if model.silent or not model.raw.strip():
        return model
    guess = names.models.guess(together, replace(beside, makers=(), stranger=False))
    if not guess or not guess.code or guess.reason.template not in (phrases.MODEL_EXACT, phrases.MODEL_CONTAINED):
        return model
    values = {"raw": together, "name": names.book.models[guess.code].name}
    return FieldReading(
        model.raw, guess.code, min(0.7, guess.strength), Sentence(phrases.MODEL_EXACT, values), guess.others
    )


def _swapped(
    names: Vocabulary, maker: FieldReading, model: FieldReading, beside: Beside
) -> tuple[FieldReading, FieldReading]:
    """A model typed as the maker; perhaps the maker typed as the model."""
    own = (
        tuple(g.code for g in names.maker(model.raw) if g.strength >= 0.9)
        if model.raw.strip() and not names.is_silent(model.raw)
        else ()
    )
    if (not own and not model.silent) or names.makers.is_company(maker.raw):
        return model, maker
    guess = names.models.guess(maker.raw, replace(beside, makers=own, stranger=False))
    if not guess or not guess.code or guess.kinship < 0 or guess.strength < 0.7:
        return model, maker
    if guess.reason.template not in (phrases.MODEL_EXACT, phrases.MODEL_CONTAINED):
        return model, maker
    name = names.book.models[guess.code].name
    # One plain word may be somebody's brand as well ("RANGER"); a number in it makes it a model.
    telling = any(c.isdigit() for c in maker.raw) or bool(own)
    found = FieldReading(
        model.raw,
        guess.code,
        min(0.8 if telling else 0.55, guess.strength),
        Sentence(phrases.MODEL_IN_MAKER, {"raw": maker.raw, "name": name}),
        guess.others,
        inferred=True,
    )
    if own:
        sentence = Sentence(phrases.MAKER_IN_MODEL, {"name": names.book.makers[own[0]].name})
        return found, FieldReading(maker.raw, own[0], 0.8, sentence, inferred=True)
    return found, maker


def _model_in_maker(names: Vocabulary, maker: FieldReading, model: FieldReading, beside: Beside) -> FieldReading:
    """ "PISTOLA TAURUS PT 92" typed as the maker: the rest of the text names the model."""
    if maker.code is None or names.makers.is_name(maker.raw) or len(maker.raw.split()) < 2:
        return model
    guess = names.models.guess(maker.raw, replace(beside, makers=(maker.code,), stranger=False))
    if not guess or not guess.code or guess.kinship < 2:
        return model
    values = {"raw": maker.raw, "name": names.book.models[guess.code].name}
    return FieldReading(
        model.raw,
        guess.code,
        min(0.85, guess.strength),
        Sentence(phrases.MODEL_IN_MAKER, values),
        guess.others,
        inferred=True,
        silent=model.silent,
    )


def _model_in_calibre(
    names: Vocabulary, calibre: str, model: FieldReading, maker: FieldReading, beside: Beside
) -> FieldReading:
    if names.calibre(calibre, False) is not None or maker.code is None:
        return model
    guess = names.models.guess(calibre, replace(beside, makers=(maker.code,), calibres=frozenset(), stranger=False))
    if not guess or not guess.code or guess.kinship < 2:
        return model
    values = {"raw": calibre, "name": names.book.models[guess.code].name}
    return FieldReading(
        model.raw,
        guess.code,
        min(0.75, guess.strength),
        Sentence(phrases.MODEL_IN_CALIBRE, values),
        inferred=True,
        silent=model.silent,
    )


def _maker_from_model(names: Vocabulary, maker: FieldReading, model: FieldReading) -> FieldReading:
    """No maker, but a model that one maker first made: that maker, less surely (licensees and copies exist)."""
    made_by = names.models.makers_of(model.code or "")
    swapped = model.reason.template == phrases.MODEL_IN_MAKER
    if not made_by or made_by[0] not in names.book.makers or compact(maker.raw) in names.craft:
        return maker
    if maker.alternatives and made_by[0] not in maker.alternatives:
        return maker
    if not maker.silent and not maker.alternatives and not swapped:
        return maker  # a maker was typed that the book does not know: not for the model to contradict
    values = {"model": names.book.models[model.code or ""].name, "name": names.book.makers[made_by[0]].name}
    known = names.book.models[model.code or ""]
    if known.family in names.copied:
        return maker
    confidence = min(model.confidence, 0.6 if not known.also_made_by else 0.45)
    sentence = Sentence(phrases.MAKER_FROM_MODEL, values)
    return FieldReading(
        maker.raw, made_by[0], confidence, sentence, maker.alternatives, inferred=True, silent=maker.silent
    )
