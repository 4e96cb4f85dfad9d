"""A printed page as a picture, and what a scanner reads in it: not the text that was to be drawn, but what was."""

from __future__ import annotations

import subprocess
from io import BytesIO

import zxingcpp
from PIL import Image

#: As an office's plain printer prints.
DOTS_AN_INCH = 150


def picture_of(pdf: bytes, page: int = 1) -> Image.Image:
    """A page of a PDF in greys."""
    number = str(page)
    command = ["pdftoppm", "-r", str(DOTS_AN_INCH), "-gray", "-f", number, "-l", number, "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(BytesIO(done.stdout))


def codes_on(picture: Image.Image) -> list[str]:
    """The texts of the QR codes on a picture, from the top down."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in sorted(found, key=lambda code: code.position.top_left.y)]
