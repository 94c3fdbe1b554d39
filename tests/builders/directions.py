"""Marks, dates, ranges and symbols inside Arabic text, and the order in which screens and pages show their signs."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

SENTENCES = (
    "السلاح رقم {} سُجّل في المستودع",
    "ملاحظة: {}",
    "{} هو الرقم المسجل",
    "نُقل بتاريخ 2025-03-04 برقم {}، ثم أُعيد",
    "الوثيقة ({}) لدى الوزارة",
    "من {} إلى المخزن الشمالي.",
)
CONTROLS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def a_mark(chance: random.Random) -> str:
    """One thing that must keep its order: a serial, a date, a range, a symbol of the United Nations, a calibre."""
    number, digits = chance.randrange, "".join(chance.choices("0123456789", k=8))
    letters = "".join(chance.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=3))
    return chance.choice(
        (
            f"{digits[:2]}-{digits[2:4]}-{digits[4:6]}",
            f"-{digits[:2]}-{digits[2:4]}",
            f"{digits[:3]}/{digits[3:6]}",
            f"{letters}-{digits[:4]}",
            f"{digits[:4]}-{letters}",
            f"{digits[:2]}.{digits[2:5]}.{digits[5:]}",
            f"{1950 + number(75)}-{1 + number(12):02d}-{1 + number(28):02d}",
            f"({1950 + number(40)}-{1995 + number(30)})",
            f"{1950 + number(40)}-{1995 + number(30)}",
            f"A/CONF.192/{1 + number(20)}",
            f"A/RES/{60 + number(20)}/{1 + number(300)}",
            f"{60 + number(20)}/{1 + number(300)}",
            f"7.{60 + number(9)}x{30 + number(30)}",
            f"{digits[:3]}+{digits[3:5]}",
            f"#{digits[:2]}/{digits[2:5]}",
        )
    )


def samples(count: int, seed: int = 2026) -> list[tuple[str, str]]:
    """(mark, Arabic text that holds it)."""
    chance = random.Random(seed)
    marks = [a_mark(chance) for _ in range(count)]
    return [(mark, chance.choice(SENTENCES).format(mark)) for mark in marks]


def lines_of_pdf(content: bytes, folder: Path) -> list[str]:
    """The words of each line of a PDF by their places from left to right, without signs that show nothing."""
    path, boxes = folder / "read.pdf", folder / "read.html"
    path.write_bytes(content)
    program = shutil.which("pdftotext")
    assert program, "poppler is needed for this proof: tools/apt.sh poppler-utils"
    subprocess.run([program, "-bbox-layout", path, boxes], check=True)
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", boxes.read_text(encoding="utf-8"))
    space = "{http://www.w3.org/1999/xhtml}"
    found = []
    for page in ElementTree.fromstring(text).iter(f"{space}page"):
        rows: dict[int, list[tuple[float, float, str]]] = {}
        for word in page.iter(f"{space}word"):
            left, right, top, bottom = (float(word.get(name)) for name in ("xMin", "xMax", "yMin", "yMax"))
            middle = round((top + bottom) / 2)
            row = next((rows[near] for near in (middle, middle - 1, middle + 1) if near in rows), None)
            shown = CONTROLS.sub("", word.text or "")
            if shown:
                (rows.setdefault(middle, []) if row is None else row).append((left, right, shown))
        found += [_joined(sorted(row)) for row in rows.values()]
    return found


def _joined(words: list[tuple[float, float, str]]) -> str:
    """The words of a row; those without a gap between them (a change of font, an isolate) are one."""
    seen, end = "", 0.0
    for left, right, shown in words:
        seen += (" " if left - end > 0.8 else "") + shown
        end = right
    return seen


def shown_otherwise(marks: list[str], lines: list[str]) -> list[str]:
    """Those of `marks` that no line shows sign by sign in their own order."""
    text = "\n".join(lines)
    return [mark for mark in marks if not re.search(rf"(?<![\w/-]){re.escape(mark)}(?![\w/-])", text)]


def screen_orders(page, pieces: list[str]) -> list[str]:
    """For each piece of HTML: its left-to-right signs as they stand on the screen, from left to right, line by line."""
    body = "".join(f"<p>{piece}</p>" for piece in pieces)
    page.set_content(f'<!doctype html><html lang="ar" dir="rtl"><meta charset="utf-8"><body>{body}</body></html>')
    return page.evaluate(SEEN)


SEEN = """() => [...document.querySelectorAll('p')].map(p => {
  const signs = [];
  const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data;
    for (let i = 0; i < text.length; i++) {
      const range = document.createRange();
      range.setStart(walker.currentNode, i);
      range.setEnd(walker.currentNode, i + 1);
      const box = range.getBoundingClientRect();
      if (box.width > 0) signs.push([Math.round(box.top / 12), box.left, text[i]]);
    }
  }
  signs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return signs.map(one => one[2]).join('');
})"""
