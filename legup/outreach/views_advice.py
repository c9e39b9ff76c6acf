"""The page on which a person says what their office advises."""

from django.contrib import messages
from django.shortcuts import redirect, render

from legup.outreach.advising import AdviceForm


def advice(request):
    """What the sources disagree on, to be chosen once."""
    form = AdviceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved. Letters are read this way from now on.")
        return redirect("outreach:advice")
    return render(request, "outreach/advice.html", {"form": form}, status=422 if form.errors else 200)
