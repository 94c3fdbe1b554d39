"""Weapons as the rules see them, in as few words as a test needs."""

from dataclasses import replace

from salwa.domain.marking import MarkedWeapon, SeenMark
from salwa.domain.marking.profile import Profile
from salwa.domain.weapons import Component, ContentKind, MarkState, Occasion

HERE, ABROAD, ELSEWHERE = "KEN", "AUT", "UGA"
NOTHING_ASKED = Profile()


def mark(what, state="present", part="unknown", occasion="unknown", **more):
    """mark("serial", "erased", part="frame")"""
    return SeenMark(Component(part), Occasion(occasion), ContentKind(what), MarkState(state), **more)


def weapon(*marks, **known):
    """A weapon of a State that has its register in Kenya."""
    return replace(MarkedWeapon(state=HERE), marks=marks, **known)


SERIAL = mark("serial", part="frame", occasion="manufacture", text="AB 123")
MAKER = mark("maker_stamp", text="FN HERSTAL")
COUNTRY = mark("country", text="AUSTRIA", names=ABROAD)
GOOD_MARKS = (SERIAL, MAKER, COUNTRY)
