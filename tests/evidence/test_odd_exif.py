"""Photos whose EXIF is odd: nothing of it is written again, an odd clock says nothing, and the picture is upright."""

import json
import random
import resource
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from PIL import Image

from common import reencode
from common.child import UNREADABLE
from common.files import media
from evidence.models import PhotoStatus
from tests.cast import City
from tests.evidence import exif
from tests.evidence.yards import sent_photo

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow says of each odd tag that it is odd
INPUTS = Path(__file__).parent / "inputs"
# The tags of TIFF, EXIF and GPS that there are (EXIF 3.0, 4.6.4 to 4.6.6).
TIFF_TAGS = (0x100, 0x101, 0x102, 0x103, 0x106, 0x10E, 0x10F, 0x110, 0x111, 0x112, 0x115, 0x116, 0x117, 0x11A, 0x11B,
             0x11C, 0x128, 0x12D, 0x131, 0x132, 0x13B, 0x13E, 0x13F, 0x201, 0x202, 0x211, 0x212, 0x213, 0x214, 0x8298,
             0x8769, 0x8825)  # fmt: skip
EXIF_TAGS = (0x829A, 0x829D, 0x8822, 0x8824, 0x8827, 0x8828, 0x8830, 0x8831, 0x9000, 0x9003, 0x9004, 0x9010, 0x9011,
             0x9012, 0x9101, 0x9102, 0x9201, 0x9202, 0x9203, 0x9204, 0x9205, 0x9206, 0x9207, 0x9208, 0x9209, 0x920A,
             0x9214, 0x927C, 0x9286, 0x9290, 0x9291, 0x9292, 0xA000, 0xA001, 0xA002, 0xA003, 0xA004, 0xA005, 0xA20B,
             0xA20C, 0xA20E, 0xA20F, 0xA210, 0xA214, 0xA215, 0xA217, 0xA300, 0xA301, 0xA302, 0xA401, 0xA402, 0xA403,
             0xA404, 0xA405, 0xA406, 0xA407, 0xA408, 0xA409, 0xA40A, 0xA40B, 0xA40C, 0xA420, 0xA430, 0xA431, 0xA432,
             0xA433, 0xA434, 0xA435)  # fmt: skip
GPS_TAGS = tuple(range(32))
PAIRS = [
    (place, tag, kind, count)
    for place, tags in (("tiff", TIFF_TAGS), ("exif", EXIF_TAGS), ("gps", GPS_TAGS))
    for tag in tags
    for kind in exif.TYPES
    for count in (1, 3)
]


def pairs() -> list[tuple[str, int, int, int]]:
    return random.Random(7).sample(PAIRS, 300)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["gps-ref-as-numbers.jpg", "gps-value-as-text.jpg", "gps-version-as-text.jpg"])
def test_a_tag_of_another_type_does_not_keep_a_picture_from_being_upright(city: City, name: str) -> None:
    photo = sent_photo(city.ines, (INPUTS / name).read_bytes(), kind="after")
    assert (photo.status, photo.refusal) == (PhotoStatus.READY, "")
    with Image.open(INPUTS / name) as stored, Image.open(media(photo.served_name)) as shown:
        assert shown.size == stored.size[::-1]
        assert not dict(shown.getexif())


@pytest.mark.parametrize(
    ("turn", "corner"),
    [(1, "left"), (2, "right"), (3, "right"), (4, "left"), (5, "top"), (6, "top"), (7, "bottom"), (8, "bottom")],
)
def test_each_of_the_eight_orientations_is_turned_upright(tmp_path: Path, turn: int, corner: str) -> None:
    """The left half of the stored picture is white; where it comes to lie is what the tag says (EXIF 3.0, 4.6.5.1)."""
    path = tmp_path / "a.jpg"
    path.write_bytes(exif.photo([], turn=turn))
    upright, __ = reencode.read(str(path))
    width, height = upright.size
    points = {
        "left": (2, height // 2), "right": (width - 3, height // 2), "top": (width // 2, 2),
        "bottom": (width // 2, height - 3),
    }  # fmt: skip
    white = {name for name, point in points.items() if sum(upright.getpixel(point)) > 600}  # type: ignore[arg-type]
    assert corner in white
    assert {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[corner] not in white


@pytest.mark.parametrize("turn", [0, 9, 65535])
def test_an_orientation_that_there_is_not_leaves_the_picture_as_it_is(tmp_path: Path, turn: int) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(exif.photo([], turn=turn))
    assert reencode.read(str(path))[0].size == (64, 48)


def made_anew(path: Path, place: str, tag: int, kind: int, count: int) -> None:
    entry = (tag, kind, count, exif.value(kind, count, tag))
    entries = {place: [entry]}
    path.write_bytes(exif.photo(entries.get("tiff", []), exif=entries.get("exif", []), gps=entries.get("gps", [])))
    upright, claims = reencode.read(str(path))
    assert upright.size in ((48, 64), (64, 48))
    json.dumps(claims)


def test_a_share_of_all_tags_in_all_types_is_made_anew(tmp_path: Path) -> None:
    for each in pairs():
        made_anew(tmp_path / "a.jpg", *each)


@pytest.mark.long
def test_every_tag_in_every_type_is_made_anew(tmp_path: Path) -> None:
    assert len(PAIRS) > 2_000
    for each in PAIRS:
        made_anew(tmp_path / "a.jpg", *each)


@pytest.mark.django_db
def test_whatever_the_reader_raises_the_photo_is_refused_and_not_tried_again(
    city: City, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def poison(image: Image.Image) -> Image.Image:
        raise RuntimeError("a tag that nobody thought of")

    monkeypatch.setattr(reencode, "_plain", poison)
    source = tmp_path / "a.jpg"
    source.write_bytes(exif.photo([]))
    monkeypatch.setattr(resource, "setrlimit", lambda *__: None)  # they would be this process's own
    with pytest.raises(SystemExit) as ended:
        reencode.main(str(source), str(tmp_path / "b.jpg"), str(tmp_path / "c.jpg"))
    assert ended.value.code == UNREADABLE


@pytest.mark.django_db
def test_no_writer_stores_what_python_could_not_read_back(city: City) -> None:
    photo = sent_photo(city.ines, exif.photo([]))
    with pytest.raises(IntegrityError, match="photo_claims_a_moment"), connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_photo SET claimed_at = '0001-01-01 00:00:00+00 BC' WHERE id = %s", [photo.pk])
