"""``legup field`` and ``legup same-organization``: a table in, the same table with more columns out, row by row. No data, no database."""

import csv
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from legup.lib.refusal import Refusal
from legup.organizations.fields import field_of
from legup.organizations.same import compare

LONGEST = 1_000_000  # characters of one cell

Row = dict[str, str]


def fields(file: str) -> int:
    """The field of work of each ``title`` of *file*, with ``organization`` as a second sign. Raises: Refusal as ``add_columns``."""
    def added(row: Row) -> dict[str, object]:
        field = field_of(row["title"], row.get("organization") or "")
        return {
            "soc_major": field.soc_major,
            "field": field.name,
            "certainty": round(field.certainty, 2),
            "why": field.why,
        }

    return add_columns(file, ("title",), added)


def organizations(file: str) -> int:
    """Whether ``a`` and ``b`` of each row of *file* are names of one organization. Raises: Refusal as ``add_columns``."""

    def added(row: Row) -> dict[str, object]:
        found = compare(row["a"], row["b"])
        return {"verdict": found.kind, "same": int(found.kind == "same"), "score": found.score, "why": found.reason}

    return add_columns(file, ("a", "b"), added)


def add_columns(file: str, needed: tuple[str, ...], added: Callable[[Row], dict[str, object]]) -> int:
    """Print the CSV table in *file* (``-`` is the standard input) with what *added* gives for each row.

    Shape: columns and rows stay as they are and in their order; a row that is too short is filled with empty cells.
    Raises: Refusal when the file cannot be read, or has no such columns.
    """
    csv.field_size_limit(LONGEST)
    try:
        with _opened(file) as stream:
            _print(_lines(stream, file, needed, added))
    except BrokenPipeError:
        sys.stdout = None  # whoever read has gone; there is nobody to tell
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror or error}.") from None
    except csv.Error:
        raise Refusal(
            f"{file} is not a table that can be read: a cell is too long, or a quotation mark is never closed."
        ) from None
    return 0


def _opened(file: str) -> IO[str]:
    raw = sys.stdin.buffer if file == "-" else Path(file).expanduser().open("rb")
    return io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")


def _print(lines: Iterator[list[object]]) -> None:
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="", write_through=True)
    try:
        csv.writer(out, lineterminator="\n").writerows(lines)
        out.flush()
    finally:
        out.detach()


def _lines(
    stream: IO[str], file: str, needed: tuple[str, ...], added: Callable[[Row], dict[str, object]]
) -> Iterator[list[object]]:
    rows = csv.reader(line.replace("\x00", "") for line in stream)
    head = [name.strip() for name in next(rows, [])]
    names = [name.lower() for name in head]
    if absent := [name for name in needed if name not in names]:
        raise Refusal(
            f"{file} needs a first row that names the column {' and '.join(f'“{name}”' for name in absent)}; it has {', '.join(head[:8]) or 'nothing'}."
        )
    titled = False
    for cells in rows:
        if not cells:
            continue
        cells += [""] * (len(head) - len(cells))
        new = added(dict(zip(names, cells, strict=False)))
        if not titled:
            yield [*head, *new]
            titled = True
        yield [*cells, *new.values()]
    if not titled:
        yield [*head]
