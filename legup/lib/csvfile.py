"""Tables in CSV files: one writer that disarms formulas, one reader that undoes exactly that, and limits."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from legup.lib.refusal import Refusal

MAX_COLUMNS = 500
MAX_CELL = 131_072
_DELIMITERS = ",;\t|"
_END = "\x1f\x1e"
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_BEFORE_CELL = ',;\t|\n\r"'
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_RUN = re.compile(rb"[\x80-\xff]{4}")
_SIGN_IN_WORD = re.compile("[^\\W\\d_][£¥¯³¹¼¾¿]|[£¥¯³¹¼¾][^\\W\\d_]")
_OTHER_SCRIPTS = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp932", "gb18030", "big5", "cp949"]


def write(rows: Iterable[Iterable[object]]) -> bytes:
    """*rows* as a CSV file that a spreadsheet opens without running anything in it.

    Shape: UTF-8 with a byte order mark, because spreadsheets need one; commas; CRLF.
    Once: `read` gives back the same cells, as text.
    Rule: a cell that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    out = io.StringIO(newline="")
    csv.writer(out).writerows([disarmed(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def disarmed(cell: str) -> str:
    """*cell* as it may stand in a spreadsheet."""
    return "'" + cell if _FORMULA.match(cell) else cell


def armed(cell: str) -> str:
    """What *cell* was before `disarmed`; anything else stays as it is."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def read(data: bytes, delimiter: str = "") -> Iterator[list[str]]:
    """The rows of a CSV file, disarming undone.

    Raises: Refusal as `decoded` and `rows` do.
    """
    return rows(decoded(data), delimiter)


def rows(text: str, delimiter: str = "") -> Iterator[list[str]]:
    """Every row of *text*, blank ones as empty lists, so that counting them gives a spreadsheet's row numbers.

    Shape: the delimiter is found out when it is not given.
    Raises: Refusal, while reading, for a cell, row or width beyond the limits and for a quotation mark never closed.
    """
    text = text.removeprefix("\ufeff")
    found = _bare_rows(text, delimiter or delimiter_of(text))
    if text[:1] == "'" or any(f"{mark}'" in text for mark in _BEFORE_CELL):
        return ([armed(cell) for cell in row] for row in found)
    return found


def _bare_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    # The end mark is a row of its own unless a quotation mark before it was never closed.
    gap = "" if text.endswith(("\n", "\r")) else "\n"
    reader = csv.reader(io.StringIO(f"{text}{gap}{_END}", newline=""), delimiter=delimiter)
    number, row = 0, None
    try:
        for following in reader:
            if row is not None:
                yield row
            row = following
            number += 1
            if len(row) > MAX_COLUMNS:
                raise Refusal(f"Row {number} has {len(row):,} columns; a list of people has a few dozen. Delete the columns you do not need and save it again.")
    except csv.Error:
        raise Refusal(_never_closed(number + 1)) from None
    if row != [_END]:
        raise Refusal(_never_closed(number))


def _never_closed(number: int) -> str:
    return (
        f"The file breaks off in row {number}: a quotation mark opens there and is not closed where the cell should end. "
        "Download or save the file again, then choose it once more. Nothing was brought in."
    )


def delimiter_of(text: str) -> str:
    """The character between the cells: the one that makes the widest row near the top."""
    if text[:4].lower() == "sep=" and text[4:5] in _DELIMITERS:
        return text[4]
    head = text[:20_000]
    try:
        return max(_DELIMITERS, key=lambda mark: max(map(len, islice(csv.reader(io.StringIO(head, newline=""), delimiter=mark), 15)), default=0))
    except csv.Error:
        return ","


def decoded(data: bytes) -> str:
    """*data* as text: UTF-8, UTF-16 by its mark, or the most likely older encoding.

    Raises: Refusal when it is not text.
    """
    return decoded_as(data)[0]


def decoded_as(data: bytes) -> tuple[str, str]:
    """*data* as text, and the name of the encoding that was found.

    Raises: Refusal when it is not text.
    """
    encoding = next((name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = _older_encoding(data)
        text = data.decode(encoding, "replace")
    if "\0" in text or text.count("\ufffd") * 20 > len(text):
        raise Refusal("This file is not text, so there are no people to read in it. Choose a CSV file or a vCard (.vcf).")
    return text, encoding.removesuffix("-sig")


def _older_encoding(data: bytes) -> str:
    """The likeliest encoding, judged by the lines that are not plain ASCII; Western European in doubt."""
    telling = b"\n".join(line for line in data.splitlines() if not line.isascii())[:20_000]
    if _has_single_accents(telling):
        return "cp1250" if _SIGN_IN_WORD.search(telling.decode("cp1252", "replace")) else "cp1252"
    from charset_normalizer import from_bytes  # slow to load and rarely needed

    best = from_bytes(telling, cp_isolation=_OTHER_SCRIPTS).best()
    return best.encoding if best else "cp1252"


def _has_single_accents(sample: bytes) -> bool:
    """Whether the bytes beyond ASCII stand alone among ASCII letters, as accents do in names written in Latin letters."""
    high = [byte for byte in sample if byte > 127]
    letters = sum(chr(byte).isalpha() for byte in sample if byte < 128)
    return len(high) * 2 < letters and sum(byte < 160 for byte in high) * 2 <= len(high) and not _RUN.search(sample)
