"""Words of the analysis pages for the closed lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from salwa.domain.weapons import ItemKind

# In the plural: headings of what is counted.
KINDS = {
    ItemKind.WEAPON: _("Weapons"),
    ItemKind.PART: _("Parts and components"),
    ItemKind.AMMUNITION: _("Ammunition"),
    ItemKind.OTHER: _("Other objects"),
}
