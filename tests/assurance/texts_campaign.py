"""Every reader with very many texts, and every expression and reader with long ones (targets S11 and S12).

    python -m tests.assurance.texts_campaign --texts 200000 --longest 32768

Prints two JSON lines; exit code 1 when a reader failed, hung, or grew out of proportion.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.testing")


def main() -> int:
    """Run as a program; 0 when every text was read or refused, in proportion."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=200_000)
    parser.add_argument("--longest", type=int, default=32_768, help="signs given to every expression")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    import django

    django.setup()
    from tests.assurance import slow_texts, texts

    began = time.monotonic()
    read = texts.read_many(wanted.texts, wanted.seed)
    print(json.dumps({
        "texts": read.texts, "readers": len(read.by_reader), "refused": read.refused, "failed": len(read.failed),
        "slow": len(read.slow), "first": (read.failed + read.slow)[:3], "seconds": round(time.monotonic() - began, 1),
    }), flush=True)  # fmt: skip
    began, patterns = time.monotonic(), slow_texts.all_patterns()
    tried, found = slow_texts.slow_patterns(wanted.longest, patterns)
    new = slow_texts.unknown_slow(found)
    cells, longest, slow = slow_texts.slow_readers(slow_texts.LONGEST_CELL, texts.READERS)
    print(json.dumps({
        "expressions": len(patterns), "tried": tried, "known_to_grow": len(found) - len(new), "grow": len(new),
        "long_texts": cells, "longest_seconds": round(longest, 2), "slow": len(slow), "first": (new + slow)[:5],
        "seconds": round(time.monotonic() - began, 1),
    }), flush=True)  # fmt: skip
    return 1 if read.failed or read.slow or new or slow else 0


if __name__ == "__main__":
    sys.exit(main())
