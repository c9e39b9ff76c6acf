"""Finding people by any word that is kept about them: SQLite's FTS5 or PostgreSQL's text search, behind three functions."""

from collections.abc import Iterable, Sequence

from django.db import connection

from legup.accounts.models import User
from legup.lib import bulk
from legup.lib.fold import fold

TABLE = "legup_contact_words"
MAKE = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE {TABLE} USING fts5(name, work, words, tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')",
        f"CREATE TRIGGER {TABLE}_gone AFTER DELETE ON legup_contact BEGIN DELETE FROM {TABLE} WHERE rowid = old.id; END",
    ],
    "postgresql": [
        f"CREATE TABLE {TABLE} (contact_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        f"CREATE INDEX {TABLE}_found ON {TABLE} USING gin (words)",
        f"CREATE FUNCTION {TABLE}_go() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM {TABLE} WHERE contact_id = old.id; RETURN NULL; END $$",
        f"CREATE TRIGGER {TABLE}_gone AFTER DELETE ON legup_contact FOR EACH ROW EXECUTE FUNCTION {TABLE}_go()",
    ],
}
UNMAKE = {
    "sqlite": [f"DROP TRIGGER {TABLE}_gone", f"DROP TABLE {TABLE}"],
    "postgresql": [f"DROP TRIGGER {TABLE}_gone ON legup_contact", f"DROP FUNCTION {TABLE}_go", f"DROP TABLE {TABLE}"],
}
_GATHER = """
    SELECT c.id, c.full_name,
      coalesce((SELECT {join} FROM legup_position p LEFT JOIN legup_organization o ON o.id = p.organization_id WHERE p.contact_id = c.id), ''),
      c.location || ' ' || c.met_where || ' ' || c.met_occasion || ' ' || c.talked_about || ' ' || c.note || ' '
      || coalesce((SELECT {values} FROM legup_point t WHERE t.contact_id = c.id), '')
    FROM legup_contact c WHERE {which}
"""
_JOINS = {
    "sqlite": {"join": "group_concat(p.title || ' ' || coalesce(o.name, ''), ' ')", "values": "group_concat(t.value, ' ')"},
    "postgresql": {"join": "string_agg(p.title || ' ' || coalesce(o.name, ''), ' ')", "values": "string_agg(t.value, ' ')"},
}
_FIND = {
    # No bm25: it reads every match of a common word before it ranks one. A hit in the name comes first, then by name.
    "sqlite": f"""
        SELECT id FROM (
          SELECT * FROM (SELECT c.id, c.folded, 0 AS place FROM {TABLE} JOIN legup_contact c ON c.id = {TABLE}.rowid
            WHERE {TABLE} MATCH %s AND c.owner_id = %s {{only}} LIMIT %s)
          UNION ALL
          SELECT * FROM (SELECT c.id, c.folded, 1 AS place FROM {TABLE} JOIN legup_contact c ON c.id = {TABLE}.rowid
            WHERE {TABLE} MATCH %s AND c.owner_id = %s {{only}} LIMIT %s)
        ) GROUP BY id ORDER BY min(place), folded, id LIMIT %s""",
    "postgresql": f"""
        SELECT id FROM (
          SELECT c.id, c.folded, w.words FROM {TABLE} w JOIN legup_contact c ON c.id = w.contact_id
          WHERE w.words @@ (to_tsquery('simple', %s) || to_tsquery('english', %s)) AND c.owner_id = %s {{only}} LIMIT %s
        ) found ORDER BY ts_rank(words, to_tsquery('simple', %s)) DESC, folded, id""",
}

_FROM_NEW = f"""
    INSERT INTO {TABLE} (contact_id, words)
      SELECT contact_id, setweight(to_tsvector('simple', name), 'A') || setweight(to_tsvector('simple', work), 'B')
        || to_tsvector('simple', replace(replace(words, '@', ' '), '.', ' ')) || to_tsvector('english', words) FROM {TABLE}_new
    ON CONFLICT (contact_id) DO UPDATE SET words = excluded.words;
    DROP TABLE {TABLE}_new"""


def find(owner: User, text: str, limit: int = 200, with_archived: bool = False) -> list[int]:
    """Ids of the owner's people in whom every word of *text* occurs, hits in the name first; the last word may be unfinished.

    Units: at most *limit*, chosen before they are put in order, so that a common word costs no more than a rare one.
    """
    words = ["".join(c for c in word if c.isalnum()) for word in fold(text[:200]).replace("@", " ").replace(".", " ").split()]
    words = [word for word in words if word][:12]
    if not words:
        return []
    only = "" if with_archived else "AND c.archived_at IS NULL"
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor].format(only=only), _asked(words, owner.pk, limit))
        return [row[0] for row in cursor.fetchall()]


def _asked(words: list[str], owner: int, limit: int) -> list:
    if connection.vendor == "sqlite":
        started = " ".join([f'"{word}"' for word in words[:-1]] + [f'"{words[-1]}"*'])
        return [f"name : ({started})", owner, limit, started, owner, limit, limit]
    plain, started = " & ".join(words), " & ".join([*words[:-1], words[-1] + ":*"])
    return [started, plain, owner, limit, started]


def index(ids: Sequence[int]) -> None:
    """Take in what is now kept about these people; to be called in the transaction that changed it."""
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        _take_in(f"c.id IN ({', '.join(['%s'] * len(some))})", some)


def index_batch(batch_id: int) -> None:
    """Take in everybody whom one import brought, in one go."""
    _take_in("c.brought_by_id = %s", [batch_id])


def _take_in(which: str, parameters: Iterable) -> None:
    vendor = connection.vendor
    gather = _GATHER.format(which=which, **_JOINS[vendor])
    with connection.cursor() as cursor:
        if vendor == "sqlite":
            cursor.execute(f"INSERT OR REPLACE INTO {TABLE} (rowid, name, work, words) {gather}", list(parameters))
        else:
            cursor.execute(gather, list(parameters))
            rows = ((pk, fold(name), fold(work), fold(words)) for pk, name, work, words in cursor.fetchall())
            cursor.execute(f"CREATE TEMPORARY TABLE {TABLE}_new (contact_id bigint, name text, work text, words text) ON COMMIT DROP")
            bulk.fill(f"{TABLE}_new", ("contact_id", "name", "work", "words"), rows)
            cursor.execute(_FROM_NEW)
