"""Many rows at once, faster than one model instance per row."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """*count* ids that no other row of *model* has or will get; to be used in the same transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            first = (cursor.fetchone() or [0])[0] + 1
            return range(first, first + count)
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple]) -> None:
    """Rows of *model*; fields that are not named get their default.

    Shape: *names* are field names, foreign keys with ``_id``; dates, instants and JSON as `as_date`, `as_instant` and `as_json` give them.
    """
    fields = [_field(model, name.removesuffix("_id")) for name in names]
    rest = [f for f in model._meta.concrete_fields if f not in fields and not f.primary_key]
    fill(model._meta.db_table, [str(f.column) for f in (*fields, *rest)], rows, tuple(_plain(f.get_default()) for f in rest))


def fill(table: str, columns: Sequence[str], rows: Any, constants: tuple = ()) -> None:
    """*rows*, each followed by the *constants*, into *columns*; by COPY where the database has it."""
    quote = connection.ops.quote_name
    into = f"{quote(table)} ({', '.join(map(quote, columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row((*row, *constants))
        else:
            literals = ["NULL" if value is None else f"'{value}'" for value in constants]
            values = ", ".join(["%s"] * (len(columns) - len(constants)) + literals)
            cursor.executemany(f"INSERT INTO {into} VALUES ({values})", rows)  # noqa: S608 names of our own tables


def update(model: type[models.Model], name: str, rows: Any) -> None:
    """One field of many rows. Shape: (value, id) pairs, values as for `insert`."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {quote(model._meta.db_table)} SET {quote(_field(model, name).column)} = %s WHERE id = %s", rows)  # noqa: S608


def as_instant(value):
    """An aware instant as a row holds it."""
    return connection.ops.adapt_datetimefield_value(value)


def as_date(value):
    """A date as a row holds it."""
    return connection.ops.adapt_datefield_value(value)


def as_json(value) -> str:
    """A JSON value as a row holds it."""
    return json.dumps(value, ensure_ascii=False)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _plain(default: Any) -> str | None:
    """A default as a row holds it."""
    if default is None or default == "":
        return default
    if default == {}:
        return "{}"
    raise ValueError(f"The default {default!r} has to be given by the caller.")
