"""Make a photo anew, in a process of its own with little memory and time: `python -m common.reencode IN OUT SMALL`.

Decoding is where hostile pictures bite, so nothing else lives in this process. What comes out is upright sRGB JPEG
without any metadata. Prints what the device claims (time, place) and the size as one line of JSON. What fails behind
the border is a fault of ours: the same picture has a chance later, and as often as it takes where the disk is full.
"""

import io
import json
import os
import sys
import warnings
from contextlib import suppress
from typing import Any

from PIL import Image, ImageCms

from common.child import border, confine, room

MEMORY = 1 << 30
SECONDS = 20
MAX_PIXELS = 50_000_000
SIDE, SMALL_SIDE = 2560, 480
EXIF_IFD, GPS_IFD = 0x8769, 0x8825
ORIENTATION, TAKEN, TAKEN_OFFSET = 0x0112, 0x9003, 0x9011
# What turns a picture upright, by the value of its tag (EXIF 3.0, 4.6.5.1); 1 is upright already.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip


def main(source: str, target: str, small: str) -> int:
    os.nice(10)  # reports and pages come first where processors are few
    confine(memory=MEMORY, seconds=SECONDS)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with border():
        upright, claims = read(source)
        upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    size = upright.size
    with room():
        _save(upright, target, quality=85)
        upright.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
        _save(upright, small, quality=80)
    sys.stdout.write(json.dumps({**claims, "width": size[0], "height": size[1], "dhash": _dhash(upright)}))
    return 0


def read(source: str) -> tuple[Image.Image, dict[str, Any]]:
    """The picture upright and plain, and what its device claims."""
    with Image.open(source, formats=["JPEG", "PNG", "WEBP"]) as image:
        claims, turn = _claims(image), UPRIGHT.get(_orientation(image))
        image.draft("RGB", (SIDE, SIDE))  # lets the JPEG decoder skip detail that is thrown away anyway
        plain = _plain(image)
    return (plain.transpose(turn) if turn is not None else plain), claims


def _orientation(image: Image.Image) -> int:
    """The tag that says how the camera was held; upright where it says nothing that can be understood.

    Not by ImageOps.exif_transpose: it writes the rest of the EXIF again, which fails on a tag of another type.
    """
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1


def _plain(image: Image.Image) -> Image.Image:
    """RGB in sRGB, on white where it was transparent, with nothing of the original but its pixels."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")  # 16-bit grey
    if profile and image.mode in ("RGB", "CMYK", "L"):
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            srgb = ImageCms.createProfile("sRGB")
            image = (
                ImageCms.profileToProfile(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), srgb, outputMode="RGB")
                or image
            )
    if "A" in image.getbands() or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    plain = image.convert("RGB")
    plain.info = {}
    return plain


def _dhash(image: Image.Image) -> int:
    """Of each pair of neighbours in 9 × 8 grey fields, whether the left one is brighter (common.likeness)."""
    fields = list(image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes())
    pairs = [(fields[row * 9 + column], fields[row * 9 + column + 1]) for row in range(8) for column in range(8)]
    return sum(1 << bit for bit, (left, right) in enumerate(pairs) if left > right)


def _save(image: Image.Image, path: str, *, quality: int) -> None:
    """Under its name when it is whole; where there is no room for it nothing of it is left."""
    made = io.BytesIO()  # not straight into the file: Pillow does not say why it could not write
    image.save(made, "JPEG", quality=quality, optimize=True, progressive=True)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    draft = f"{path}.{os.getpid()}"
    try:
        with open(draft, "wb") as file:
            file.write(made.getbuffer())
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(draft)
        raise


def _claims(image: Image.Image) -> dict[str, Any]:
    """What the device says of time and place; whatever is odd in it counts as unsaid."""
    try:
        exif = image.getexif()
        taken, gps = exif.get_ifd(EXIF_IFD), exif.get_ifd(GPS_IFD)
    except Exception:
        return {}
    claims: dict[str, Any] = {}
    if isinstance(time := taken.get(TAKEN), str):
        claims["taken"] = time[:19]
        claims["offset"] = str(taken.get(TAKEN_OFFSET, ""))[:6]
    with suppress(Exception):
        lat, lng = _degrees(gps[2], gps.get(1) == "S"), _degrees(gps[4], gps.get(3) == "W")
        if abs(lat) <= 90 and abs(lng) <= 180:
            claims |= {"lat": round(lat, 7), "lng": round(lng, 7)}
    return claims


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if negative else value


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
