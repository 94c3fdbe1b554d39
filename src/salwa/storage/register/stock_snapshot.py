"""What should be in a depot, written down in one statement: 100,000 weapons in a second or two on both engines."""

from __future__ import annotations

from django.db import connection

# The weapon's own number first (frame or receiver, ITI 10), a corrected mark never.
_WEAPONS = """
INSERT INTO register_countedweapon
  (taking_id, weapon_id, expected, serial, version, result, scans, twice, decided, decided_note, record)
SELECT %s, c.weapon_id, TRUE, COALESCE((
    SELECT SUBSTR(m.text, 1, 300) FROM register_mark m
    WHERE m.weapon_id = c.weapon_id AND m.content = 'serial' AND m.text <> ''
      AND NOT EXISTS (SELECT 1 FROM register_mark n WHERE n.corrects_id = m.id)
    ORDER BY CASE WHEN m.component IN ('frame', 'receiver') THEN 0 ELSE 1 END, m.id LIMIT 1), ''),
  c.version, 'unseen', 0, FALSE, '', '', ''
FROM register_custody c JOIN register_weapon w ON w.id = c.weapon_id
WHERE c.holder_id = %s AND c.whereabouts IN ('held', 'in_evidence') AND w.withdrawn_at IS NULL
"""
_LOTS = """
INSERT INTO register_countedlot (taking_id, lot_id, expected, result, scans)
SELECT %s, b.lot_id, b.quantity, 'unseen', 0
FROM register_ammunitionbalance b WHERE b.store_id = %s AND b.quantity <> 0
"""


def write_expected(taking_id: int, depot_id: int) -> tuple[int, int]:
    """Write down the weapons and lots that the books have in the depot now; returns how many of each.

    In the caller's transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WEAPONS, [taking_id, depot_id])
        weapons = cursor.rowcount
        cursor.execute(_LOTS, [taking_id, depot_id])
        return weapons, cursor.rowcount
