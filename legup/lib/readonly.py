"""Reading never writes: GET, HEAD and OPTIONS run on a connection that cannot."""

from contextlib import contextmanager

from django.db import connection

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
_OFF_ON = {
    "sqlite": ("PRAGMA query_only = 0", "PRAGMA query_only = 1"),
    "postgresql": ("SET default_transaction_read_only = off", "SET default_transaction_read_only = on"),
}


@contextmanager
def reading_only():
    """Inside, the database refuses every write."""
    off, on = _OFF_ON[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        if connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute(off)


class ReadOnlyMiddleware:
    """Mail scanners that open links change nothing, nor does a view that forgot itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in SAFE:
            return self.get_response(request)
        _ = request.user.is_authenticated  # a session that no longer counts is thrown away here, which writes
        with reading_only():
            response = self.get_response(request)
            return response.render() if hasattr(response, "render") and not response.is_rendered else response
