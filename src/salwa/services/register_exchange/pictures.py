"""Pictures that come with an exchange file: taken in only when they are what they say and carry nothing hidden."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from django.conf import settings

from salwa.domain.register_exchange import Fault
from salwa.services.installation.disk import force_content, force_name
from salwa.services.register_exchange.lines import Line
from salwa.services.register_exchange.outcomes import Outcomes
from salwa.services.register_exchange.rows import at
from salwa.services.register_exchange.saving import Saver
from salwa.services.weapons.pictures import is_clean_picture
from salwa.storage.register.models import Picture

LARGEST = 30_000_000


class PictureTaker:
    """Takes pictures from `folder` (None: only those that lie in the media folder already)."""

    def __init__(self, folder: Path | None, user_id: int) -> None:
        self.folder, self.user_id = folder, user_id

    def take(self, number: int, line: Line, saver: Saver, outcomes: Outcomes) -> None:
        """One picture line: recognised, added, or set aside."""
        weapon = saver.known.weapons.get(line["weapon"])
        mark = saver.marks.get(line.get("mark", ""))
        if weapon is None or ("mark" in line and mark is None):
            field = "weapon" if weapon is None else "mark"
            fault = Fault("refers_to_unknown", {"field": field, "value": line[field]})
            outcomes.set_aside(number, line, fault)
            return
        if mark in Picture.objects.filter(weapon_id=weapon, sha256=line["sha256"]).values_list("mark_id", flat=True):
            outcomes.note(number, line, "known")
            return
        wrong = self._bring(line["file"], line["sha256"])
        if wrong is not None:
            outcomes.set_aside(number, line, wrong)
            return
        Picture.objects.create(
            weapon_id=weapon, mark_id=mark, file=line["file"], caption=line.get("caption", ""), sha256=line["sha256"],
            width=line["width"], height=line["height"], added_at=at(line, "added_at"), added_by_id=self.user_id,
        )  # fmt: skip
        outcomes.note(number, line, "added")

    def _bring(self, name: str, sha256: str) -> Fault | None:
        target = Path(settings.MEDIA_ROOT) / name
        if target.is_file():
            return None
        source = self.folder / name if self.folder is not None else None
        if source is None or not source.is_file() or source.is_symlink():
            return Fault("picture_missing", {"value": name})
        data = source.read_bytes() if source.stat().st_size <= LARGEST else b""
        if hashlib.sha256(data).hexdigest() != sha256 or Path(name).stem != sha256 or not is_clean_picture(data):
            return Fault("picture_unsafe", {"value": name})
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        small = source.with_suffix(".small.jpg")
        if small.is_file() and not small.is_symlink() and is_clean_picture(small.read_bytes()[:LARGEST]):
            shutil.copyfile(small, target.with_suffix(".small.jpg"))
            force_content(target.with_suffix(".small.jpg"))
        beside = target.with_suffix(".part")
        beside.write_bytes(data)
        force_content(beside)
        beside.rename(target)
        force_name(target)
        return None
