"""How much a file may hold before it is refused with a sentence; each limit bounds memory or time of the worker."""

MAX_FILE_BYTES = 1 * 2**30
#: Coordinates of one shape: the largest province has about 60,000.
MAX_VERTICES = 500_000
MAX_FIELDS = 255
MAX_FIELD_NAME = 120
MAX_TEXT = 100_000
MAX_LAYERS = 500
MAX_ROWS = 2_000_000
#: One line of a text file: a 1 GB column or a file without line ends is no table.
MAX_LINE_BYTES = 8 * 2**20
#: One feature of a GeoJSON or one element of an XML file.
MAX_ITEM_BYTES = 64 * 2**20
MAX_XML_DEPTH = 100
MAX_XML_TEXT = 32 * 2**20
MAX_DXF_BYTES = 300 * 2**20
DXF_MEMORY_BYTES = 2 * 2**30
DXF_SECONDS = 300
#: A workbook keeps its texts in memory.
MAX_SHARED_TEXT_BYTES = 200 * 2**20
MAX_SHEET_CELLS = 60_000_000
MAX_PHOTOS = 2_000
#: Bytes looked at to tell encodings and column types, points to tell the coordinate system.
SAMPLE_BYTES = 100_000
SAMPLE_POINTS = 2_000
SAMPLE_ROWS = 500
