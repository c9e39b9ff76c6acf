"""Bringing people in, by browser: hand in a list, look at it, bring it in, take it back."""

import zlib

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from legup.contacts import choosing, exporting, importers, importing
from legup.contacts.forms_importing import ColumnsForm, ImportForm
from legup.contacts.models import ImportBatch
from legup.lib import progress
from legup.lib.refusal import Refusal

KINDS = {"new": "New", "changed": "Completed", "same": "Known already", "unreadable": "Not readable"}


def _mine(request, key: str) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).defer("payload"), key=key)


def _then(request) -> str:
    """What comes after, carried along in the address: only the first letter of Welcome so far."""
    return "?then=choose" if request.GET.get("then") == "choose" else ""


def hand_in(request):
    """A file or a pasted list; it is read, and what it would do is shown next."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        try:
            batch = importing.preview(request.user, *form.content)
        except Refusal as no:
            form.add_error("file" if form.cleaned_data["file"] else "pasted", str(no))
        else:
            page = "contacts:import_columns" if batch.facts.get("ask") else "contacts:import_preview"
            return redirect(reverse(page, args=[batch.key]) + _then(request))
    return render(request, "contacts/import.html", {"form": form}, status=422 if form.errors else 200)


def columns(request, key):
    """What the columns of a table mean, by the person's own word."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), key=key)
    if batch.applied_at or batch.kind != "plain_csv":
        return redirect("contacts:import_preview", key)
    laid_out = choosing.laid_out(zlib.decompress(batch.payload))
    form = ColumnsForm(request.POST or None, laid_out=laid_out, chosen=batch.facts.get("columns", ()))
    if request.method == "POST" and form.is_valid():
        try:
            batch = importing.choose_columns(batch, form.columns)
        except Refusal as no:
            form.add_error(None, str(no))
        else:
            return redirect(reverse("contacts:import_preview", args=[batch.key]) + _then(request))
    return render(request, "contacts/import_columns.html", {"form": form, "batch": batch, "then": _then(request)}, status=422 if form.errors else 200)


def preview(request, key):
    """What bringing the list in would do; nothing is written yet."""
    batch = _mine(request, key)
    if batch.applied_at:
        return redirect("contacts:import_result", key)
    if batch.facts.get("ask") and not batch.counts.get("new") and not batch.counts.get("changed"):
        return redirect("contacts:import_columns", key)
    shown = request.GET.get("shown") or next((kind for kind in KINDS if batch.counts.get(kind)), "new")
    return render(request, "contacts/import_preview.html", _told(batch) | {"rows": _rows(batch, shown), "shown": shown, "filters": _filters(request, batch, shown), "then": _then(request)})


def apply(request, key):
    """Brings the list in, as one."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), key=key)
    try:
        importing.apply(batch, tell=lambda done, total: progress.tell(key, done, total))
    finally:
        progress.forget(key)
    return redirect(reverse("contacts:import_result", args=[key]) + _then(request))


def how_far(request, key):
    """How far bringing it in has come, for the bar."""
    batch = _mine(request, key)
    done, total = progress.told(batch.key) or (0, 0)
    return JsonResponse({"done": done, "total": total, "ended": bool(batch.applied_at)})


def result(request, key):
    """What bringing it in did, and the way back."""
    batch = _mine(request, key)
    if not batch.applied_at:
        return redirect("contacts:import_preview", key)
    return render(request, "contacts/import_result.html", _told(batch) | {"then": _then(request)})


def revert(request, key):
    """Takes the list back, as one."""
    for sentence in importing.revert(_mine(request, key)):
        messages.warning(request, sentence)
    return redirect("contacts:import_result", key)


def export(request, kind):
    """Everybody one knows, as one file."""
    written, ending, content_type = exporting.KINDS_OF_FILE[kind]
    response = HttpResponse(written(request.user), content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="people-{timezone.localdate():%Y-%m-%d}.{ending}"'
    return response


def _told(batch: ImportBatch) -> dict:
    return {"batch": batch, "title": importers.title_of(batch.kind), "counts": batch.counts, "notes": [sentence for row, sentence in batch.problems if not row]}


def _rows(batch: ImportBatch, shown: str) -> list[tuple[str, str]]:
    """The first lines of one kind. Shape: (who or which row, what)."""
    if shown == "unreadable":
        return [(f"Row {row}", sentence) for row, sentence in batch.problems if row]
    return batch.counts.get("shown", {}).get(shown, [])


def _filters(request, batch: ImportBatch, shown: str) -> list[dict]:
    then = "&then=choose" if _then(request) else ""
    return [{"label": label, "url": f"?shown={kind}{then}", "current": kind == shown, "count": batch.counts[kind]} for kind, label in KINDS.items() if batch.counts.get(kind)]
