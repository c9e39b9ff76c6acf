"""The living page of parts."""

from django.shortcuts import render


def parts(request):
    """Every part of the interface in every state, for developers."""
    return render(request, "ui/gallery.html")
