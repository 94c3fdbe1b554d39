"""Whether this installation keeps a register at all: that of a secretariat has no such tables, and says so plainly."""

from __future__ import annotations

from django.apps import apps

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

NO_REGISTER = message("This installation belongs to a secretariat: it keeps no register of weapons. Nothing was done.")
GO_TO_A_STATE = message("Do this in the installation of a State; a command is given its folder with --home.")

# Django would tell whoever asks of a table it was not told of; people are to read why.
if not apps.is_installed("salwa.storage.register"):
    raise Refusal("no_register", Sentence(NO_REGISTER), remedy=Sentence(GO_TO_A_STATE))
