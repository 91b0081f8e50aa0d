"""Drawn stand-ins for photos: a street with a problem in it, and the same street after the fix."""

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 720)
HORIZON, KERB = 330, 430
THEMES = ("rubbish", "bin", "car", "shop", "wall", "road", "tree", "water", "site", "manhole", "lamp")
VARIANTS = 2
Draw = ImageDraw.ImageDraw


def draw(theme: str, *, after: bool, variant: int) -> Image.Image:
    """A picture of 960 × 720; the same arguments give the same picture, and `after` shows the same place mended."""
    rng = Random(f"{theme} {variant}")  # noqa: S311 - a drawing, not a secret
    image = Image.new("RGB", SIZE, (188, 206, 222))
    pen = ImageDraw.Draw(image)
    _street(pen, rng)
    PAINTERS[theme](pen, rng, after)
    noise = Image.frombytes("L", SIZE, rng.randbytes(SIZE[0] * SIZE[1])).convert("RGB")
    return Image.blend(image.filter(ImageFilter.GaussianBlur(0.8)), noise, 0.06)


def _street(pen: Draw, rng: Random) -> None:
    wall = rng.choice(((196, 180, 160), (176, 172, 168), (205, 190, 176), (168, 178, 180)))
    left = 0
    while left < SIZE[0]:
        width, top = rng.randint(180, 300), rng.randint(20, 150)
        shade = tuple(channel + rng.randint(-14, 14) for channel in wall)
        pen.rectangle((left, top, left + width, HORIZON), fill=shade)
        for x in range(left + 22, left + width - 40, 58):
            for y in range(top + 24, HORIZON - 90, 66):
                pen.rectangle((x, y, x + 32, y + 40), fill=(92, 108, 124), outline=(220, 220, 214))
        pen.rectangle((left + 8, HORIZON - 62, left + width - 8, HORIZON), fill=(120, 116, 112))
        left += width
    pen.rectangle((0, HORIZON, SIZE[0], KERB), fill=(172, 168, 162))
    for x in range(-400, 1_400, 70):
        pen.line((x + 180, HORIZON, x, KERB), fill=(150, 146, 140), width=2)
    pen.rectangle((0, KERB, SIZE[0], KERB + 14), fill=(206, 204, 198))
    pen.rectangle((0, KERB + 14, SIZE[0], SIZE[1]), fill=(104, 106, 108))
    for x in range(-40, 1_000, 190):
        pen.polygon([(x + 40, 590), (x + 150, 590), (x + 130, 606), (x + 12, 606)], fill=(226, 226, 220))


def _heap(pen: Draw, rng: Random, x: int, y: int, count: int, colours: tuple[tuple[int, int, int], ...]) -> None:
    for _piece in range(count):
        cx, cy = x + rng.gauss(0, 62), y - abs(rng.gauss(0, 26))
        size = rng.randint(10, 34)
        corners = [(cx + rng.randint(-size, size), cy + rng.randint(-size // 2, size // 2)) for _corner in range(5)]
        pen.polygon(corners, fill=rng.choice(colours), outline=(70, 66, 60))


WASTE = ((60, 64, 70), (206, 202, 190), (150, 120, 84), (90, 120, 84), (176, 60, 54), (70, 100, 150))


def _rubbish(pen: Draw, rng: Random, after: bool) -> None:
    x = rng.randint(300, 660)
    if after:
        pen.ellipse((x - 110, 398, x + 110, 428), fill=(160, 158, 154))  # still wet from sweeping
    else:
        _heap(pen, rng, x, 424, 70, WASTE)


def _bin(pen: Draw, rng: Random, after: bool) -> None:
    x = rng.randint(260, 560)
    for number, colour in enumerate(((52, 110, 66), (62, 92, 140), (120, 120, 124))):
        left = x + number * 84
        pen.rectangle((left, 300, left + 70, 420), fill=colour, outline=(40, 44, 48))
        pen.rectangle((left - 3, 288, left + 73, 304), fill=tuple(channel - 18 for channel in colour))
    if not after:
        _heap(pen, rng, x + 120, 300, 34, WASTE)
        _heap(pen, rng, x + 150, 428, 40, WASTE)


def _car(pen: Draw, rng: Random, after: bool) -> None:
    if after:
        return
    for x in (rng.randint(60, 160), rng.randint(400, 520)):
        colour = rng.choice(((190, 190, 194), (48, 52, 60), (150, 40, 40), (230, 230, 230)))
        pen.polygon([(x + 60, 330), (x + 130, 278), (x + 280, 278), (x + 340, 330)], fill=(70, 84, 98))
        pen.rounded_rectangle((x, 326, x + 400, 404), 24, fill=colour, outline=(40, 40, 44))
        for wheel in (x + 60, x + 290):
            pen.ellipse((wheel, 370, wheel + 66, 436), fill=(28, 28, 30), outline=(150, 150, 150), width=6)


def _shop(pen: Draw, rng: Random, after: bool) -> None:
    x = rng.randint(120, 380)
    pen.rectangle((x, 210, x + 420, 330), fill=(84, 78, 74))
    pen.rectangle((x - 10, 176, x + 430, 214), fill=rng.choice(((178, 44, 40), (36, 92, 150), (32, 120, 74))))
    if after:
        pen.rectangle((x + 30, 226, x + 390, 330), fill=(140, 150, 156))
        return
    for stand in range(4):
        left = x - 20 + stand * 115
        pen.rectangle((left, 372, left + 100, 424), fill=(150, 112, 70), outline=(96, 70, 44))
        for _fruit in range(26):
            fx, fy = left + rng.randint(6, 94), 372 - rng.randint(0, 16)
            pen.ellipse(
                (fx - 7, fy - 7, fx + 7, fy + 7), fill=rng.choice(((206, 70, 40), (226, 176, 40), (90, 150, 60)))
            )


def _wall(pen: Draw, rng: Random, after: bool) -> None:
    pen.rectangle((120, 150, 840, 330), fill=(198, 192, 182))
    for _paper in range(0 if after else 16):
        x, y = rng.randint(140, 770), rng.randint(160, 270)
        pen.rectangle((x, y, x + 52, y + 40), fill=rng.choice(((240, 236, 200), (250, 250, 250), (240, 190, 190))))
        for line in range(3):
            pen.line((x + 6, y + 9 + line * 10, x + 44, y + 9 + line * 10), fill=(160, 40, 40), width=3)
    if after:
        pen.rectangle((300, 190, 660, 300), fill=(206, 201, 192))


def _road(pen: Draw, rng: Random, after: bool) -> None:
    x, y = rng.randint(330, 600), rng.randint(500, 560)
    corners = [(x + rng.randint(-150, -90), y), (x, y - 42), (x + rng.randint(90, 160), y - 6), (x + 30, y + 44)]
    pen.polygon(corners, fill=(82, 84, 86) if after else (58, 54, 50), outline=(120, 120, 116))
    if not after:
        _heap(pen, rng, x, y + 18, 22, ((78, 74, 70), (120, 116, 108)))


def _tree(pen: Draw, rng: Random, after: bool) -> None:
    for x in (150, 480, 800):
        lean = 0 if after or x != 480 else 120
        pen.line((x, 430, x + lean, 200), fill=(96, 72, 50), width=24)
        for _leaf in range(46):
            cx, cy = x + lean + rng.gauss(0, 52), 180 + rng.gauss(0, 44)
            shade = (60 + rng.randint(0, 40), 110 + rng.randint(0, 50), 60) if after or not lean else (130, 116, 60)
            pen.ellipse((cx - 24, cy - 20, cx + 24, cy + 20), fill=shade)


def _water(pen: Draw, rng: Random, after: bool) -> None:
    pen.rectangle((0, KERB, SIZE[0], SIZE[1]), fill=(92, 122, 132))
    for _wave in range(60):
        x, y = rng.randint(0, 960), rng.randint(450, 710)
        pen.line((x, y, x + rng.randint(30, 90), y), fill=(120, 150, 158), width=3)
    if not after:
        for spot in range(4):
            _heap(pen, rng, 200 + spot * 180, 520 + spot % 2 * 90, 22, WASTE)


def _site(pen: Draw, rng: Random, after: bool) -> None:
    for x in range(60, 900, 120):
        top = 250 if after or rng.random() < 0.6 else 310
        pen.rectangle((x, top, x + 116, 420), fill=(64, 120, 168), outline=(220, 220, 220), width=3)
    colour = (76, 120, 84) if after else (158, 128, 92)
    pen.polygon([(260, 420), (440, 250), (640, 420)], fill=colour)


def _manhole(pen: Draw, rng: Random, after: bool) -> None:
    x = rng.randint(360, 560)
    pen.ellipse(
        (x - 130, 500, x + 130, 580), fill=(74, 72, 70) if after else (16, 16, 18), outline=(140, 136, 130), width=8
    )
    if after:
        for step in range(-90, 100, 30):
            pen.line((x + step, 512, x + step, 568), fill=(98, 96, 92), width=6)
        return
    for cone in (x - 210, x + 210):
        pen.polygon([(cone - 34, 590), (cone, 470), (cone + 34, 590)], fill=(224, 92, 34))
        pen.rectangle((cone - 20, 528, cone + 20, 546), fill=(240, 240, 236))


def _lamp(pen: Draw, rng: Random, after: bool) -> None:
    lean = 0 if after else rng.randint(90, 150)
    pen.line((480, 430, 480 + lean, 60), fill=(120, 124, 128), width=14)
    pen.line((480 + lean, 60, 600 + lean, 70), fill=(120, 124, 128), width=10)
    pen.ellipse((570 + lean, 60, 650 + lean, 92), fill=(250, 236, 150) if after else (90, 90, 92))


PAINTERS: dict[str, Callable[[Draw, Random, bool], None]] = {
    "rubbish": _rubbish, "bin": _bin, "car": _car, "shop": _shop, "wall": _wall, "road": _road, "tree": _tree,
    "water": _water, "site": _site, "manhole": _manhole, "lamp": _lamp,
}  # fmt: skip
