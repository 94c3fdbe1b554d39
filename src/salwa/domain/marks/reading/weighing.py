"""The maker and the model, weighed against what the other fields say."""

from __future__ import annotations

from dataclasses import replace

from salwa.domain.languages import Listed, Sentence
from salwa.domain.marks.reading import phrases
from salwa.domain.marks.reading.makers import ABBREVIATION, MakerGuess
from salwa.domain.marks.reading.models import Beside, ModelGuess
from salwa.domain.marks.reading.typed import FieldReading
from salwa.domain.marks.reading.vocabulary import Vocabulary

# Below this a name is an abbreviation or a guess that needs other evidence.
DOUBTFUL = 0.6


def read_maker(
    names: Vocabulary, raw: str | None, model: str | None, beside: Beside
) -> tuple[FieldReading, tuple[str, ...]]:
    """The maker, and the makers with which the model is to be read."""
    guesses: list[MakerGuess] = names.maker(raw) if raw and not names.is_silent(raw) else []
    state = names.book.states.get(names.makers.nation(raw) or "") if raw else None
    if raw and state and not any(guess.strength > ABBREVIATION for guess in guesses):
        values = {"raw": raw, "name": state.short_names.get("en", state.code)}
        return FieldReading(raw, None, 0.0, Sentence(phrases.MAKER_IS_NATION, values), silent=True), ()
    if not guesses or raw is None:
        return names.unread(phrases.MAKER, raw), ()
    weights = {guess.code: _evidence(names, guess.code, model, beside) for guess in guesses}
    ranked = sorted(guesses, key=lambda guess: (-guess.strength - weights[guess.code][0], guesses.index(guess)))
    best = ranked[0]
    others = tuple(guess.code for guess in ranked[1:])
    alone = len(ranked) == 1 or weights[best.code][0] + best.strength > weights[ranked[1].code][0] + ranked[1].strength
    if not alone:
        choices = Listed(names.book.makers[guess.code].name for guess in ranked[:5])
        sentence = Sentence(phrases.SEVERAL, {"raw": raw, "choices": choices})
        return FieldReading(raw, None, 0.0, sentence, (best.code, *others)), tuple(guess.code for guess in ranked)
    gained, evidence = weights[best.code]
    if best.strength < DOUBTFUL and gained > 0:
        values = {"raw": raw, "name": names.book.makers[best.code].name}
        return FieldReading(raw, best.code, 0.75, Sentence(evidence, values), others), (best.code,)
    guessed = best.reason.template in (phrases.MAKER_FUZZY, phrases.MAKER_SOUND)
    if guessed and gained < 0 and best.strength < 0.85:
        return names.unread(phrases.MAKER, raw), ()
    strength = best.strength if best.strength < DOUBTFUL or not others else min(best.strength, 0.9)
    if best.strength < DOUBTFUL and gained < 0:
        return names.unread(phrases.MAKER, raw), ()
    return FieldReading(raw, best.code, min(strength, 0.99), best.reason, others), (best.code,)


def _evidence(names: Vocabulary, maker: str, model: str | None, beside: Beside) -> tuple[float, str]:
    """What the other fields say for a maker, and which of them says it most."""
    known = names.book.makers[maker]
    weight, said = 0.0, ""
    if model and not names.is_silent(model):
        guess = names.models.guess(model, replace(beside, makers=(maker,)))
        if guess and guess.kinship >= 2:
            weight, said = weight + 0.6, phrases.MAKER_BY_MODEL
    if beside.countries:
        if beside.countries & {known.country, known.historic_country}:
            weight, said = weight + 0.4, said or phrases.MAKER_BY_COUNTRY
        else:
            weight -= 0.2
    if beside.type and beside.type in names.book.types:
        wanted = "ammunition" if names.book.types[beside.type].kind == "ammunition" else "firearms"
        if wanted in known.kinds:
            weight, said = weight + 0.15, said or phrases.MAKER_BY_TYPE
        else:
            weight -= 0.3
    return weight, said


def read_model(names: Vocabulary, raw: str | None, beside: Beside, maker: FieldReading) -> FieldReading:
    """The model in view of the other fields; a bullet, the maker again or a bare number give none, with a reason."""
    if not raw or names.is_silent(raw):
        return names.unread(phrases.MODEL, raw)
    guess = names.models.guess(raw, beside)
    if guess and not (guess.kinship == -1 and maker.confidence > 0.9 and names.models.is_bare(raw)):
        return _model(raw, guess)
    if names.models.describes_bullet(raw):
        return FieldReading(raw, None, 0.0, Sentence(phrases.MODEL_IS_BULLET, {"raw": raw}), silent=True)
    if names.makers.is_name(raw):
        return FieldReading(raw, None, 0.0, Sentence(phrases.MODEL_IS_MAKER, {"raw": raw}), silent=True)
    if names.models.is_bare(raw):
        return FieldReading(raw, None, 0.0, Sentence(phrases.MODEL_NEEDS_MAKER, {"raw": raw}))
    return names.unread(phrases.MODEL, raw)


def _model(raw: str, guess: ModelGuess) -> FieldReading:
    return FieldReading(raw, guess.code or None, max(0.0, guess.strength), guess.reason, guess.others)
