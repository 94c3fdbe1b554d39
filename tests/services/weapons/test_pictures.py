"""Pictures: re-encoded without metadata, upright, hostile files refused."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.weapons.actions import add_picture, record_weapon
from salwa.services.weapons.queries import picture_file
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.register.models import Picture
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
ORIENTATION, GPS, MAKE = 0x0112, 0x8825, 0x010F


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


@pytest.fixture
def weapon(clerk):
    return record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava"))


def a_file(size=(400, 200), kind="JPEG", **facts):
    out = io.BytesIO()
    Image.new("RGB", size, "grey").save(out, kind, **facts)
    out.seek(0)
    return out


def test_metadata_is_gone_and_the_picture_stands_upright(clerk, weapon):
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKE] = 6, "A phone"
    exif.get_ifd(GPS)[1] = "N"
    number = add_picture(acting_user=clerk, weapon_id=weapon, stream=a_file(exif=exif))
    kept = Image.open(picture_file(acting_user=clerk, picture_id=number, small=False))
    assert (kept.size, dict(kept.getexif())) == ((200, 400), {})
    assert b"A phone" not in Path(kept.filename).read_bytes()
    assert max(Image.open(picture_file(acting_user=clerk, picture_id=number, small=True)).size) == 320
    row = Picture.objects.get()
    assert (row.width, row.height) == (200, 400)
    assert Path(settings.MEDIA_ROOT) / row.file == Path(kept.filename)


def test_large_pictures_are_made_smaller(clerk, weapon):
    number = add_picture(acting_user=clerk, weapon_id=weapon, stream=a_file((4000, 1000), "PNG"))
    assert Image.open(picture_file(acting_user=clerk, picture_id=number, small=False)).size == (3000, 750)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        a_file().read()[:200],
        b"GIF89a" + b"\0" * 20,
    ],
)
def test_what_is_no_picture_is_refused(clerk, weapon, data):
    with pytest.raises(Refusal) as refusal:
        add_picture(acting_user=clerk, weapon_id=weapon, stream=io.BytesIO(data))
    assert refusal.value.code == "not_a_picture"
    assert Picture.objects.count() == 0


def test_a_picture_that_unpacks_to_too_much_is_refused(clerk, weapon):
    with pytest.raises(Refusal) as refusal:
        add_picture(acting_user=clerk, weapon_id=weapon, stream=a_file((9000, 9000), "PNG"))
    assert refusal.value.code == "picture_too_large"


def test_only_those_with_the_right_add_or_see_pictures(clerk, weapon):
    with pytest.raises(NotPermitted):
        add_picture(acting_user=a_person(Role.TRACING_OFFICER), weapon_id=weapon, stream=a_file())
    number = add_picture(acting_user=clerk, weapon_id=weapon, stream=a_file())
    with pytest.raises(NotPermitted):
        picture_file(acting_user=a_person(Role.AUDITOR), picture_id=number, small=False)
