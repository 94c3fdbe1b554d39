"""Where a mark is struck, in words: the places the shipped profile names by code. A State may write its own words."""

from __future__ import annotations

from salwa.domain.languages import message

PLACES: dict[str, str] = {
    "frame_side": message("On the side of the frame, on flat metal, where the hand does not cover it."),
    "frame_above_guard": message("On the frame above the trigger guard, not on the slide."),
    "frame_under_cylinder": message("On the frame below the cylinder, or inside the yoke where nothing else is free."),
    "frame_plate": message("On the metal plate set into the frame, never on the polymer itself."),
    "receiver_side": message("On the side of the receiver, on flat metal, free of wood and rubber."),
    "receiver_top": message("On the top of the receiver, in front of the rear sight."),
    "tube_near_breech": message("On the tube near the breech, away from threads and sealing faces."),
    "base_of_tube": message("On the base of the tube or the breech piece, never on the bipod or the base plate."),
    "launcher_grip_stock": message("On the metal body beside the grip, never on a tube that is thrown away."),
}
