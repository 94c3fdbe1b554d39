"""The tile map holds every Member State and observer State once."""

import pytest

from salwa.reference.book import ReferenceFault
from salwa.reference.loader import FOLDER, read_files
from salwa.reference.state_tiles import read_tiles, state_tiles

pytestmark = pytest.mark.one_engine

OBSERVERS = {"VAT", "PSE"}


def test_every_member_and_observer_state_has_its_tile():
    files = read_files(FOLDER)
    groups = [name for name in files if name.startswith("states/") and "observers" not in name]
    members = {one["code"] for name in groups for one in files[name]}
    assert (len(members), set(state_tiles())) == (193, members | OBSERVERS)
    assert len(set(state_tiles().values())) == 195


@pytest.mark.parametrize("document", [{"KEN": [1]}, {"KEN": [99, 1]}, {"KEN": [1, 1], "ETH": [1, 1]}, {"KEN": "1,1"}])
def test_a_wrong_tile_is_refused(document):
    with pytest.raises(ReferenceFault):
        read_tiles(document)
