"""CSV as text: rows of cells, and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from trunkline.components.common.values import LARGEST_BYTES
from trunkline.sdk.cleaning import CleaningError, to_text
from trunkline.sdk.inputs import Field, InputSpec

MOST_ROWS = 1_000_000
_NAMED = {"\\t": "\t", "tab": "\t"}

csv.field_size_limit(LARGEST_BYTES)  # a cell may be as large as the whole text; Python's own limit is 128 KB


def delimiter_field() -> Field[str]:
    """Declare the character between cells."""
    spec = InputSpec(label="Delimiter", default=",", comments="One character between cells; \\t or tab is a tab.")
    return Field(spec, to_delimiter, lambda: ",")


def to_delimiter(value: object) -> str:
    """Return the character that ``value`` names (else a ``CleaningError``)."""
    text = to_text(value)
    delimiter = _NAMED.get(text.lower(), text)
    if len(delimiter) != 1 or delimiter in '"\r\n':
        raise CleaningError("one character, which is no quote and no line break")
    return delimiter


def rows_of(text: str, delimiter: str = ",") -> list[list[str]]:
    """Return the rows of CSV text; empty lines are left out.

    Raises:
        CleaningError: it is not CSV, or has too many rows.
    """
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            if row:
                rows.append(row)
            if len(rows) > MOST_ROWS:
                raise CleaningError(f"at most {MOST_ROWS} rows")
    except csv.Error as wrong:
        raise CleaningError(f"CSV (line {reader.line_num}: {wrong})") from None
    return rows


def records_of(rows: Sequence[Sequence[str]]) -> list[dict[str, object]]:
    """Return rows as objects whose keys are the first row; what a short row lacks is left out."""
    header = rows[0] if rows else []
    return [dict(zip(header, row, strict=False)) for row in rows[1:]]


def csv_of(rows: Iterable[Iterable[object]], delimiter: str = ",") -> str:
    """Return rows as CSV text; a structure in a cell is written as JSON."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([to_text(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_of_records(records: Sequence[Mapping[str, object]], delimiter: str = ",", *, with_header: bool = True) -> str:
    """Return objects as CSV text, with a column for every key that any of them has."""
    columns = list(dict.fromkeys(key for record in records for key in record))
    body = ([record.get(column) for column in columns] for record in records)
    return csv_of(chain([columns], body) if with_header and columns else body, delimiter)


def to_records(value: object) -> list[Mapping[str, object]]:
    """Return a list of objects; one object is a list of one (else a ``CleaningError``)."""
    listed = [value] if isinstance(value, Mapping) else value
    if not isinstance(listed, list | tuple) or not all(isinstance(record, Mapping) for record in listed):
        raise CleaningError("a list of objects, one for each row")
    return list(listed)
