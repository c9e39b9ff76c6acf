"""What is too large is refused from its announced size, before anything of it is kept."""

from legup.lib.refusals import refused

MAX_REQUEST = 26_000_000
PIECE = 1_000_000
PATIENCE = 120


class UploadMiddleware:
    """Answers a request that announces more than any form may hold, without parsing it.

    Units: bytes. The body is read piece by piece and dropped, because a browser that may not finish sending shows
    a broken connection instead of the answer; after ``PATIENCE`` pieces the connection is left to break.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        announced = request.META.get("CONTENT_LENGTH") or ""
        if not announced.isdecimal() or int(announced) <= MAX_REQUEST:
            return self.get_response(request)
        for _ in range(PATIENCE):
            if not request.read(PIECE):
                break
        megabytes = f"{int(announced) // 1_000_000:,}"
        sentence = f"What you sent is {megabytes} MB; Leg Up takes files up to 25 MB. Nothing of it was kept. Split the file, or export it without pictures."
        return refused(request, sentence, status=413)
