"""How a rule says no: one exception type, whose words a person can act on."""

from __future__ import annotations

import copyreg
from collections.abc import Mapping
from typing import Any

from salwa.domain.languages import Sentence


class Refusal(Exception):
    """An action that was not carried out. `code` is stable; `sentence` says what happened, `remedy` what to do.

    `where` names the place (file, row, field) when there is one. Doors show both sentences in the reader's language.
    """

    def __init__(
        self,
        code: str,
        sentence: Sentence,
        *,
        remedy: Sentence | None = None,
        where: Mapping[str, str | int] | None = None,
    ) -> None:
        super().__init__(sentence.english())
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
        self.where = dict(where or {})

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied as it is into another process, not by calling `__init__` with the message alone."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


class NotPermitted(Refusal):
    """The acting person lacks the right. Missing and forbidden records are refused with the same words."""


class NotFound(Refusal):
    """There is no such record, or the acting person may not know of it."""


class Conflict(Refusal):
    """What was asked does not fit with what is recorded by now: somebody was quicker, or the state is another."""


class QuotaSpent(Refusal):
    """The day's allowance of this person is used up."""
