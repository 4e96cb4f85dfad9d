"""The demo town from the air: painted from its own land, waters and houses, with letters that say it is no photo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from rasterio import features
from rasterio.transform import Affine

from gis_core.demo.geometry import stream

Array = np.ndarray[Any, Any]
VERGE, WATER = (152, 146, 132), (92, 118, 112)
GROUND = {
    "agriculture": (124, 148, 84),
    "residence": (150, 146, 112),
    "other": (168, 158, 142),
    "vacant": (158, 148, 110),
    "public": (104, 138, 88),
}
ROOFS = ((178, 92, 72), (150, 152, 156), (120, 84, 70), (196, 190, 180), (104, 124, 150))
SHADOW_M = (3.0, -3.0)
WORDS, WORDS_EVERY = "DEMO · NOT A PHOTOGRAPH", 520


@dataclass(frozen=True)
class Scene:
    """What is painted, as shapely geometries in metres of one UTM zone; `lots` with their land use."""

    bounds: tuple[float, float, float, float]
    lots: Sequence[tuple[Any, str]]
    waters: Sequence[Any]
    roofs: Sequence[Any]


def paint(seed: int, scene: Scene, cell_m: float) -> tuple[Array, Affine]:
    """RGB bands (3, height, width) and where they lie. The same seed and scene give the same pixels."""
    west, south, east, north = scene.bounds
    width, height = round((east - west) / cell_m), round((north - south) / cell_m)
    place = Affine(cell_m, 0, west, 0, -cell_m, north)
    rng = stream(seed, "air picture")

    def burn(shapes: Iterable[tuple[Any, int]], moved: Affine = place) -> Array:
        found = list(shapes)
        if not found:
            return np.zeros((height, width), dtype=np.int32)
        return np.asarray(features.rasterize(found, (height, width), transform=moved, dtype="int32"))

    canvas = np.empty((height, width, 3), dtype=np.float32)
    canvas[:] = VERGE
    _fields(canvas, burn((shape, n) for n, (shape, _) in enumerate(scene.lots, 1)), scene.lots, rng)
    canvas[burn((shape, 1) for shape in scene.waters) > 0] = WATER
    canvas += _grain(rng, height, width)[..., None]
    shadow = Affine.translation(*SHADOW_M) * place
    canvas[burn(((shape, 1) for shape in scene.roofs), shadow) > 0] *= 0.55
    roofs = burn((shape, 1 + n % len(ROOFS)) for n, shape in enumerate(scene.roofs))
    canvas[roofs > 0] = np.array(ROOFS, dtype=np.float32)[roofs[roofs > 0] - 1]
    return np.moveaxis(_signed(np.clip(canvas, 0, 255).astype(np.uint8)), -1, 0), place


def _fields(canvas: Array, lot: Array, lots: Sequence[tuple[Any, str]], rng: np.random.Generator) -> None:
    """Each lot in the colour of its use, a little lighter or darker than the next; fields in furrows."""
    colors = np.array([VERGE, *(GROUND.get(use, VERGE) for _, use in lots)], dtype=np.float32)
    tones = np.concatenate([[1.0], rng.uniform(0.86, 1.12, len(lots))]).astype(np.float32)
    is_field = np.array([False, *(use == "agriculture" for _, use in lots)])
    rows, columns = np.indices(lot.shape, dtype=np.float32)
    furrows = np.where(is_field[lot], 1 + 0.05 * np.sin((rows * 0.9 + columns * 0.25 + lot % 7) * 1.3), 1.0)
    canvas[:] = colors[lot] * (tones[lot] * furrows)[..., None]


def _grain(rng: np.random.Generator, height: int, width: int) -> Array:
    """Coarse patches of light under fine noise."""
    coarse = rng.normal(0, 9, (height // 32 + 2, width // 32 + 2)).astype(np.float32)
    patches = np.asarray(Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC))
    return patches + rng.normal(0, 5, (height, width)).astype(np.float32)


def _signed(pixels: Array) -> Array:
    """The letters stand so often that no cutting of the picture is without them."""
    image = Image.fromarray(pixels)
    letters = Image.new("L", image.size)
    pen, font = ImageDraw.Draw(letters), ImageFont.load_default(26)
    for top in range(WORDS_EVERY // 2, image.height, WORDS_EVERY):
        for left in range((top // WORDS_EVERY % 2) * WORDS_EVERY // 2, image.width, WORDS_EVERY):
            pen.text((left, top), WORDS, fill=120, font=font)
    image.paste((255, 255, 255), mask=letters)
    return np.asarray(image)
