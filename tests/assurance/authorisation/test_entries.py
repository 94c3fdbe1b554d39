"""Every change and every look at the register leaves its entry in the same transaction, or is undone (target L3)."""

import pytest

from tests.assurance.authorisation.cells import Cell
from tests.assurance.authorisation.entries import looked_at
from tests.assurance.authorisation.policy import OWN, actors, lines

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


def cells():
    for section in ("pages", "api"):
        for line in lines(section):
            for method in ("GET", "POST"):
                wanted = line.wanted(method)
                unit = OWN if line.thing else None
                for one in actors():
                    if wanted and wanted.opens(one, unit):
                        yield Cell(line, one, unit, method)


def test_explore(world):
    import time, collections
    t=time.time(); first={}
    n=0
    for cell in cells():
        n+=1
        seen = looked_at(world, cell)
        k=(cell.line.address,cell.method)
        if seen.status>=400 and cell.method=="GET" : print("ST",cell,seen.status)
        w=seen.without_entry()
        if w: print("NOENTRY", cell, seen.status, sorted(w))
        if seen.shown and not seen.with_entry: print("SHOWN", k, cell.actor.name, sorted({a for a,b in seen.shown})[:6])
        if (seen.tables() or seen.with_entry) and k not in first:
            first[k]=(cell,seen)
    print(n,time.time()-t,len(first))
    t=time.time()
    for cell,seen in first.values():
        again=looked_at(world,cell,fails=True,tables=seen.tables())
        if again.tables() or again.before!=again.after or again.status<400 or again.shown: print("FAILS",cell,again.status,again.tables(),again.before!=again.after,sorted(again.shown)[:3])
    print(time.time()-t)
