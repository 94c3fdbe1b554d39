"""What killed processes left behind, removed when Salwa starts: nothing that was on its way stays on the disk."""

from __future__ import annotations

from django.conf import settings

from salwa.domain.languages import Listed, Sentence
from salwa.services.sheets.fonts import INSTALL, MISSING, missing_fonts


def has_register() -> bool:
    """Whether this installation keeps a register."""
    return "salwa.storage.register" in settings.INSTALLED_APPS


def remove_all_leftovers() -> int:
    """Remove unfinished uploads, lists and exchange files of dead processes, and exports past their time."""
    if not has_register():
        return 0
    from salwa.services.imports.stored import remove_arriving  # slow start
    from salwa.services.sheets.actions import remove_old_exports  # slow start
    from salwa.services.sheets.workplace import remove_leftovers  # slow start

    return remove_arriving() + remove_leftovers() + remove_old_exports()


def what_is_missing_for_printing() -> tuple[Sentence, Sentence] | None:
    """What is wrong and what to do when fonts for printed pages are missing; None when all are there."""
    missing = missing_fonts()
    return (Sentence(MISSING, {"fonts": Listed(missing)}), Sentence(INSTALL)) if missing else None
