"""Whether a deal applied for was refused before (peers keep refusal registers for this): likeness, with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from salwa.domain.languages import Listed, Sentence, message

# Names in another order of words, or with a slip of the pen, are still the same name.
SAME_NAME = 90.0
ALIKE_FROM = 4
SAME_CONTRACT = message("Both name the contract {contract}.")
SAME_END_USER = message("Both name the end user {name}.")
SAME_PARTY = message("{name} takes part in both.")
SAME_APPLICANT = message("The applicant is the same.")
SAME_DESTINATION = message("Both go to {country}.")
SAME_ITEMS = message("Both are about {types}.")


@dataclass(frozen=True, slots=True)
class Deal:
    """What makes a deal the same deal. Names and contract are folded (`domain.holders.folded_name`).

    `country` is the country of destination, `types` the codes (or texts) of the items. `shown` says how a folded name
    or a code is written for a reader; whatever is not there is shown as it is.
    """

    applicant: int
    country: str = ""
    end_users: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    contract: str = ""
    shown: Mapping[str, str] = field(default_factory=dict)

    def said(self, text: str) -> str:
        """A folded name or a code as a reader knows it."""
        return self.shown.get(text, text)


def same_name(one: str, other: str) -> bool:
    """Whether two folded names are the same name, whatever the order of their words."""
    return bool(one) and bool(other) and float(fuzz.token_sort_ratio(one, other)) >= SAME_NAME


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two deals are (`score`) and why."""

    score: int
    reasons: tuple[Sentence, ...]

    @property
    def alike(self) -> bool:
        """Whether a person should look at the two side by side."""
        return self.score >= ALIKE_FROM


def likeness(asked: Deal, refused: Deal) -> Likeness:
    """Compare a deal with one that was refused. Reasons come with the most telling first."""
    found: list[tuple[int, Sentence]] = []
    if asked.contract and asked.contract == refused.contract:
        found.append((4, Sentence(SAME_CONTRACT, {"contract": asked.said(asked.contract)})))
    user = _shared(asked.end_users, refused.end_users)
    if user:
        found.append((3, Sentence(SAME_END_USER, {"name": asked.said(user)})))
    other = _shared(asked.others, (*refused.others, *refused.end_users)) or _shared(asked.end_users, refused.others)
    if other:
        found.append((2, Sentence(SAME_PARTY, {"name": asked.said(other)})))
    if asked.applicant == refused.applicant:
        found.append((2, Sentence(SAME_APPLICANT)))
    if asked.country and asked.country == refused.country:
        found.append((2, Sentence(SAME_DESTINATION, {"country": asked.said(asked.country)})))
    types = asked.types & refused.types
    if types:
        found.append((1, Sentence(SAME_ITEMS, {"types": Listed(sorted(asked.said(one) for one in types))})))
    return Likeness(sum(weight for weight, _ in found), tuple(sentence for _, sentence in found))


def _shared(names: tuple[str, ...], others: tuple[str, ...]) -> str:
    return next((one for one in names if any(same_name(one, other) for other in others)), "")
