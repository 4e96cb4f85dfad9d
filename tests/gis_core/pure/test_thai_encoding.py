"""The encoding of Thai bytes is told by spelling, whatever the file says of itself."""

import pytest

from gis_core.pure.thai_encoding import DOUBTFUL, codec_of, guess, plausibility

STREET = "ถนนสมเด็จพระเจ้าตากสิน"


@pytest.mark.parametrize(
    ("text", "written", "claimed", "found", "how"),
    [
        (STREET, "cp874", "OEM 874", "cp874", "claimed"),
        (STREET, "cp874", "ANSI 874", "cp874", "claimed"),
        (STREET, "cp874", "TIS-620", "cp874", "claimed"),
        (STREET, "cp874", "UTF-8", "cp874", "statistics"),
        (STREET, "cp874", "1252", "cp874", "statistics"),
        (STREET, "cp874", None, "cp874", "statistics"),
        (STREET, "cp874", "ไม่รู้จัก", "cp874", "statistics"),
        (STREET, "utf-8", "UTF-8", "utf-8", "claimed"),
        (STREET, "utf-8", "65001", "utf-8", "claimed"),
        (STREET, "utf-8", "OEM 874", "utf-8", "statistics"),
        (STREET, "utf-8", "ISO-8859-1", "utf-8", "statistics"),
        (STREET, "utf-8", None, "utf-8", "statistics"),
        (STREET, "utf-8-sig", None, "utf-8-sig", "bom"),
        (f"ชื่อ,เลข\n{STREET},1", "utf-16", None, "utf-16", "bom"),
        (f"ชื่อ,เลข\n{STREET},1", "utf-16-le", None, "utf-16-le", "statistics"),
        (f"ชื่อ,เลข\n{STREET},1", "utf-16-be", None, "utf-16-be", "statistics"),
        ("Main Street 12", "ascii", None, "utf-8", "plain"),
        ("Main Street 12", "ascii", "OEM 874", "cp874", "plain"),
        ("Café Zürich", "cp1252", None, "cp1252", "statistics"),
        ("Café Zürich", "utf-8", "UTF-8", "utf-8", "claimed"),
        ("ก", "cp874", None, "cp874", "statistics"),
        ("เกข", "cp874", None, "cp874", "statistics"),
        ("เกม", "utf-8", None, "utf-8", "statistics"),
        ("ซ.A 1 หมู่ ๑๒ ฯลฯ", "cp874", None, "cp874", "statistics"),
        ("“ตลาด” – 5°", "utf-8", None, "utf-8", "statistics"),
    ],
)
def test_the_bytes_decide(text, written, claimed, found, how):
    answer = guess([text.encode(written)], claimed)
    assert (answer.encoding, answer.how) == (found, how)
    assert text.encode(written).decode(answer.encoding) == text or written == "utf-8-sig"


def test_values_cut_in_the_middle_of_a_character_are_still_utf_8():
    values = [STREET.encode()[:length] for length in range(20, 60)]
    assert guess(values).encoding == "utf-8"


def test_a_claim_that_does_not_fit_is_told():
    assert guess([STREET.encode()], "OEM 874").claim_was_wrong
    assert not guess([STREET.encode()], "UTF-8").claim_was_wrong
    assert not guess([b"\xef\xbb\xbf" + STREET.encode()], "utf-8").claim_was_wrong
    assert not guess([STREET.encode()]).claim_was_wrong


@pytest.mark.parametrize("misread", [STREET.encode("cp874").decode("latin-1"), STREET.encode().decode("latin-1")])
def test_misread_thai_is_implausible(misread):
    assert plausibility(misread) < DOUBTFUL
    assert plausibility(STREET) == 1.0


@pytest.mark.parametrize(
    ("claim", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("utf8\r\n", "utf-8"),
        ("OEM 874", "cp874"),
        ("Windows-874", "cp874"),
        ("cp874", "cp874"),
        ("ISO-8859-11", "cp874"),
        ("LDID/87", None),
        ("ANSI 1252", "cp1252"),
        ("zip", None),
        ("", None),
        (None, None),
        ("ไทย", None),
        ("\0\0", None),
    ],
)
def test_names_of_encodings(claim, codec):
    assert codec_of(claim) == codec
