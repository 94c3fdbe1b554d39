"""`make campaign` runs every campaign there is."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_engine
ROOT = Path(__file__).resolve().parents[2]


def test_every_campaign_stands_in_the_list_and_nothing_else():
    listed = re.findall(
        r"^\w+ +(?:sqlite|postgresql) +([\w.]+)", (ROOT / "tools/campaign.sh").read_text(), re.MULTILINE
    )
    there = {path.name.removesuffix("_campaign.py") for path in (ROOT / "tests/assurance").glob("*_campaign.py")}
    assert {name for name in listed if "." not in name} == there
    assert [name for name in listed if "." in name and not (ROOT / f"{name.replace('.', '/')}.py").is_file()] == []
