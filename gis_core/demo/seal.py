"""The demo town's seal: sun, field and canal in a ring whose letters say that no office uses it."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont

SIDE_PX, FINER = 480, 2
INK, SUN, FIELD, WATER, PAPER = (24, 74, 60), (226, 160, 40), (120, 160, 84), (70, 126, 160), (255, 253, 246)
WORDS = "DEMO"


def paint() -> bytes:
    """PNG with nothing around the ring."""
    side = SIDE_PX * FINER
    scene = Image.new("RGB", (side, side), PAPER)
    pen = ImageDraw.Draw(scene)

    def at(*shares: float) -> list[float]:
        return [share * side for share in shares]

    pen.ellipse(at(0.36, 0.24, 0.64, 0.52), fill=SUN)
    pen.rectangle(at(0, 0.44, 1, 1), fill=FIELD)
    for n in range(-4, 5):  # furrows meet under the sun
        pen.line(at(0.5 + n * 0.03, 0.44, 0.5 + n * 0.2, 1), fill=INK, width=side // 160)
    pen.polygon(at(0.46, 0.44, 0.54, 0.44, 0.72, 1, 0.28, 1), fill=WATER)
    pen.rectangle(at(0, 0.66, 1, 0.8), fill=PAPER)
    pen.text(at(0.5, 0.73), WORDS, fill=INK, font=ImageFont.load_default(side * 0.15), anchor="mm")

    seal = Image.new("RGBA", scene.size)
    ring = Image.new("L", scene.size)
    ImageDraw.Draw(ring).ellipse(at(0.01, 0.01, 0.99, 0.99), fill=255)
    pen.ellipse(at(0.01, 0.01, 0.99, 0.99), outline=INK, width=side // 24)
    pen.ellipse(at(0.07, 0.07, 0.93, 0.93), outline=INK, width=side // 120)
    seal.paste(scene, mask=ring)
    data = io.BytesIO()
    seal.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS).save(data, "PNG")
    return data.getvalue()
