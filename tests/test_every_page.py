"""Every page of the loop, full of sample people: readable by everybody, at every width, in either light; and kept as pictures."""

from pathlib import Path

import pytest
from django.urls import reverse

from legup.contacts import importing
from legup.contacts.models import AddressBook, Contact
from legup.desk import samples
from legup.interviews.models import Interview
from legup.lib.clock import now
from legup.outreach.models import Message
from legup.postings.models import Posting
from tests.browser import session_cookie, violations
from tests.cast import signed_in

PICTURES = Path(__file__).resolve().parents[1] / "screenshots"
SIZES = [(360, 740), (1280, 900)]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """[...document.querySelectorAll('a.button, button, input:not([type=hidden]), select, summary.button')].filter(e => {
  const box = e.getBoundingClientRect(); const style = getComputedStyle(e);
  return box.width > 0 && !e.closest('.hidden-text, label.tick, .row-pick') && !e.classList.contains('hidden-text') && !['checkbox', 'radio'].includes(e.type) && box.height < 43.5 && style.visibility !== 'hidden';
}).map(e => e.outerHTML.slice(0, 90) + ' ' + Math.round(e.getBoundingClientRect().height) + 'px')"""


def places(me) -> dict[str, str]:
    """The pages, each with something in it."""
    held = Interview.objects.filter(owner=me, ended_at__isnull=False, thanked_at=None).first()
    agreed = Interview.objects.filter(owner=me, starts_at__gt=now()).first()
    table = importing.preview(me, b"Ainm;Sloinne;Comhlacht\nDana;Wells;Wells Clinic\nOmar;El Sayed;Harbour Data\n", "liosta.csv")
    AddressBook.objects.create(owner=me, url="https://dav.example/", address="dav.example", username="ana", name="Everybody", held_at=now(), missing=12, brought_at=now())
    one = Contact.objects.get(owner=me, full_name="Dana Whitlock")
    new = Contact.objects.get(owner=me, full_name="Caspian Rudd")
    posting = Posting.objects.filter(owner=me).first()
    sent = Message.objects.filter(owner=me, direction="out", sent_at__isnull=False, contact=one).first()
    draft = Message.objects.drafts().filter(owner=me).first()
    keyed = {
        "person": ("desk:person", one), "person-edit": ("contacts:edit", one), "person-tie": ("contacts:tie", one), "first-letter": ("desk:first_letter", new),
        "guide": ("interviews:guide", agreed), "call": ("interviews:call", agreed), "after": ("interviews:after", held), "brief": ("interviews:brief", agreed),
        "agree": ("scheduling:agree", agreed), "compose": ("outreach:compose", draft), "letter": ("outreach:letter", sent), "log": ("outreach:log", one),
        "posting": ("postings:posting", posting), "import-columns": ("contacts:import_columns", table),
    }  # fmt: skip
    plain = {
        "today": "desk:today", "people": "contacts:people", "person-new": "contacts:create", "import": "contacts:import", "books": "contacts:books", "letters": "outreach:letters", "calls": "interviews:interviews",
        "postings": "postings:postings", "posting-new": "postings:create", "watch": "postings:watch", "choose": "desk:choose", "welcome": "desk:welcome",
        "welcome-curious": "desk:welcome_curious", "welcome-people": "desk:welcome_people", "settings": "accounts:settings", "advice": "outreach:advice", "mailbox": "mail:mailbox",
    }  # fmt: skip
    return {name: reverse(view) for name, view in plain.items()} | {name: reverse(view, args=[thing.key]) for name, (view, thing) in keyed.items()}


NAMES = (
    "today people person-new import import-columns books letters calls postings posting-new watch choose welcome welcome-curious welcome-people settings advice mailbox "
    "person person-edit person-tie first-letter guide call after brief agree compose letter log posting"
).split()


@pytest.mark.django_db(transaction=True)
def test_every_page_is_readable_at_every_width_in_either_light(live_server, ana, open_page):
    me = samples.fill(ana, now())
    addresses = places(me)
    assert sorted(addresses) == sorted(NAMES)
    cookies, wrong = session_cookie(live_server, signed_in(me)), []
    page = open_page(live_server.url + addresses["today"], cookies=cookies)
    for name, address in addresses.items():
        page.goto(live_server.url + address)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                keep_picture(page, f"{name}-{width}-{scheme}")
                wrong += [f"{name} {width} {scheme}: {line}" for line in violations(page)]
            wrong += [f"{name} {width}: {over} px too wide"] if (over := page.evaluate(OVERFLOW)) > 0 else []
            wrong += [f"{name} {width}: small target {target}" for target in page.evaluate(SMALL)]
    assert wrong == []


def keep_picture(page, name: str) -> None:
    """Keep how the page looks, for people to look at."""
    PICTURES.mkdir(exist_ok=True)
    page.wait_for_timeout(60)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def test_a_page_that_cannot_be_read_is_noticed(open_page, tmp_path):
    """The control: grey on grey, a picture without words, a target for mice only, and a line that runs off the page."""
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<!doctype html><html lang=en><title>Bad</title><main><h1>Bad</h1><p style='color:#bbb;background:#ccc'>grey</p>"
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><button style='height:20px'>small</button><div style='width:3000px'>wide</div></main>"
    )
    page = open_page(f"file://{bad}", width=360)
    found = " ".join(violations(page))
    assert "color-contrast" in found
    assert "image-alt" in found
    assert page.evaluate(OVERFLOW) > 0
    assert len(page.evaluate(SMALL)) == 1
