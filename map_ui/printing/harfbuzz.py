"""Shaping of text by HarfBuzz, the library Pango (and so every other printed paper of the site) shapes with.

It is asked directly, because a map places thousands of words one by one and must know the exact width of each first.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from cffi import FFI

LIBRARIES = ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll")

ffi = FFI()
ffi.cdef(
    """
    typedef struct hb_blob_t hb_blob_t;
    typedef struct hb_face_t hb_face_t;
    typedef struct hb_font_t hb_font_t;
    typedef struct hb_buffer_t hb_buffer_t;
    typedef struct { uint32_t codepoint; uint32_t mask; uint32_t cluster; uint32_t var1; uint32_t var2;
    } hb_glyph_info_t;
    typedef struct { int32_t x_advance; int32_t y_advance; int32_t x_offset; int32_t y_offset; uint32_t var;
    } hb_glyph_position_t;
    hb_blob_t *hb_blob_create(const char *data, unsigned int length, int mode, void *user_data, void *destroy);
    hb_face_t *hb_face_create(hb_blob_t *blob, unsigned int index);
    hb_font_t *hb_font_create(hb_face_t *face);
    void hb_font_set_scale(hb_font_t *font, int x_scale, int y_scale);
    void hb_font_make_immutable(hb_font_t *font);
    hb_buffer_t *hb_buffer_create(void);
    void hb_buffer_destroy(hb_buffer_t *buffer);
    void hb_buffer_add_utf8(hb_buffer_t *buffer, const char *text, int length, unsigned int offset, int item_length);
    void hb_buffer_guess_segment_properties(hb_buffer_t *buffer);
    void hb_shape(hb_font_t *font, hb_buffer_t *buffer, const void *features, unsigned int num_features);
    hb_glyph_info_t *hb_buffer_get_glyph_infos(hb_buffer_t *buffer, unsigned int *length);
    hb_glyph_position_t *hb_buffer_get_glyph_positions(hb_buffer_t *buffer, unsigned int *length);
    """
)
UNITS_PER_EM = 1000
READ_ONLY = 1


class Glyph(NamedTuple):
    """A glyph of a font with its advance and its offset in thousandths of the letter height."""

    number: int
    advance: int
    dx: int
    dy: int


@cache
def _library() -> Any:
    for name in LIBRARIES:
        try:
            return ffi.dlopen(name)
        except OSError:
            continue
    raise OSError("ไม่พบ HarfBuzz: ติดตั้ง Pango ตามที่ ./elocal up ทำ")


class Shaper:
    """One font, ready to shape; may be used by several threads at once."""

    def __init__(self, font: bytes) -> None:
        library = _library()
        self._bytes = ffi.from_buffer(font)  # HarfBuzz reads them as long as the font lives
        blob = library.hb_blob_create(ffi.cast("const char *", self._bytes), len(font), READ_ONLY, ffi.NULL, ffi.NULL)
        self._font = library.hb_font_create(library.hb_face_create(blob, 0))
        library.hb_font_set_scale(self._font, UNITS_PER_EM, UNITS_PER_EM)
        library.hb_font_make_immutable(self._font)

    def shape(self, text: str) -> tuple[Glyph, ...]:
        """The glyphs of a text of one script, in the order in which they are drawn."""
        library = _library()
        raw = text.encode("utf-8")
        buffer = library.hb_buffer_create()
        try:
            library.hb_buffer_add_utf8(buffer, raw, len(raw), 0, len(raw))
            library.hb_buffer_guess_segment_properties(buffer)
            library.hb_shape(self._font, buffer, ffi.NULL, 0)
            length = ffi.new("unsigned int *")
            infos = library.hb_buffer_get_glyph_infos(buffer, length)
            places = library.hb_buffer_get_glyph_positions(buffer, length)
            return tuple(
                Glyph(infos[n].codepoint, places[n].x_advance, places[n].x_offset, places[n].y_offset)
                for n in range(length[0])
            )
        finally:
            library.hb_buffer_destroy(buffer)
