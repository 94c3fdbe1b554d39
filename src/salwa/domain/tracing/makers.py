"""Houses of makers: predecessors, successors, groups and branches belong together (ITI 13: records move with them)."""

from __future__ import annotations

from salwa.domain.marks.reading.book import Maker, Model
from salwa.domain.tracing.knowledge import Knowledge


def house(book: Knowledge, maker: Maker) -> dict[str, Maker]:
    """The maker and all that it came from, became, or shares a group or a name with (`beretta`, `beretta-usa`)."""
    found = {maker.code: maker}
    waiting = [maker]
    while waiting:
        one = waiting.pop()
        for code in (*one.predecessors, *one.successors, one.group):
            if code in book.makers and code not in found:
                found[code] = book.makers[code]
                waiting.append(book.makers[code])
    stems = {code.split("-")[0] for code in found}
    groups = set(found) | {one.group for one in found.values() if one.group}
    for code, other in book.makers.items():
        if code not in found and (other.group in groups or code.split("-")[0] in stems):
            found[code] = other
    return found


def made_by(book: Knowledge, model: Model, maker: Maker) -> bool:
    """Whether the maker or its house made the model, or makes a model of its family."""
    makers = house(book, maker)
    if {model.maker, *model.also_made_by} & makers.keys():
        return True
    return bool(model.family) and any(
        one.family == model.family and {one.maker, *one.also_made_by} & makers.keys() for one in book.models.values()
    )


def made_in(book: Knowledge, model: Model | None, maker: Maker | None) -> frozenset[str]:
    """The States, former ones too, in which the maker's house or the makers of the model worked."""
    makers = list(house(book, maker).values()) if maker else []
    states = {model.country} if model else set()
    if model is not None:
        codes = (model.maker, *model.also_made_by)
        makers += [one for code in codes if code in book.makers for one in house(book, book.makers[code]).values()]
    states |= {country for one in makers for country in (one.country, one.historic_country)}
    return frozenset(states - {""})


def worked(book: Knowledge, maker: Maker) -> tuple[int | None, int | None]:
    """First and last year of the maker with all it came from and became; None where one of them is not known."""
    makers = {maker.code: maker}
    for attribute in ("predecessors", "successors"):
        waiting = [maker]
        while waiting:
            for code in getattr(waiting.pop(), attribute):
                if code in book.makers and code not in makers:
                    makers[code] = book.makers[code]
                    waiting.append(book.makers[code])
    first = [one.active[0] for one in makers.values()]
    last = [one.active[1] for one in makers.values()]
    begun = None if None in first else min(year for year in first if year is not None)
    ended = None if None in last else max(year for year in last if year is not None)
    return begun, ended
