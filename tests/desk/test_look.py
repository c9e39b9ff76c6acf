"""How it looks: every part on one page, readable by everybody, at every width, in either light."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from tests.browser import session_cookie, violations

HERE = Path(settings.HERE)
TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
SIZES = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]


@pytest.fixture
def parts(client, ana):
    """The page of parts, signed in."""
    client.force_login(ana)
    return client.get(reverse("desk:parts")).content.decode()


def test_the_page_of_parts_shows_every_part(parts):
    shown = (HERE / "templates/ui/gallery.html").read_text()
    named = {path.stem for path in (HERE / "templates/ui").glob("[a-z]*.html")} - {"gallery", "mark", "icon"}
    frame = (HERE / "templates/base.html").read_text()
    assert {name for name in named if f"ui/{name}.html" not in shown + frame} == set()
    assert "Thank Dana for yesterday" in parts


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HERE / "templates")))
def test_no_template_needs_what_the_content_policy_refuses(path):
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", path.read_text(), flags=re.S)
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=[\"']|<script(?![^>]*\ssrc=)|hx-on|javascript:", text) == []


def test_every_drawing_that_is_named_is_drawn():
    named = set()
    for path in TEMPLATES:
        named |= set(re.findall(r'{% icon "([a-z-]+)"', path.read_text()))
    drawn = set(re.findall(r'<symbol id="([a-z-]+)"', (HERE / "static/img/icons.svg").read_text()))
    assert named - drawn == set()


@pytest.mark.django_db
def test_all_stylesheets_come_as_one_and_point_where_they_should(client):
    whole = client.get(f"/style/{settings.STATIC_VERSION}.css")
    assert whole.status_code == 200
    text = whole.content.decode()
    for path in (HERE / "static/css").rglob("*.css"):
        assert path.read_text().splitlines()[1] in text or path.name == "fonts.css", path.name
    assert text.index("@layer reset") < text.index("@layer parts {")
    addresses = re.findall(r'url\("([^"]+)"\)', text)
    assert len(addresses) > 4
    assert {client.get(address).status_code for address in addresses} == {200}


def test_colours_stand_in_one_place():
    for path in (HERE / "static/css").rglob("*.css"):
        if path.name != "base.css":
            assert re.findall(r"(?:color|background|border[\w-]*|fill|stroke):[^;]*#[0-9a-f]{3,8}\b", path.read_text(), re.I) == [], path.name


def test_the_fonts_are_light_enough_and_carry_their_licences():
    fonts = list((HERE / "static/fonts").glob("*.woff2"))
    assert 0 < sum(path.stat().st_size for path in fonts) < 250_000
    assert len(list((HERE / "static/fonts").glob("*OFL.txt"))) == 2


def test_behaviours_are_small_and_all_loaded():
    files = {path.name: path.read_text() for path in (HERE / "static/js").glob("*.js")}
    everywhere = set(re.findall(r'"\./([a-z]+\.js)"', files["all.js"])) | {"all.js"}
    assert {name: files[name].count("\n") for name in everywhere if files[name].count("\n") >= 60} == {}
    asked = set(re.findall(r"'js/([a-z]+\.js)'", "".join(path.read_text() for path in TEMPLATES)))
    loaded, more = set(), everywhere | asked
    while more:
        loaded |= more
        more = {name for file in more for name in re.findall(r'"\./([a-z]+\.js)"', files[file])} - loaded
    assert set(files) - loaded == set()


def test_a_time_is_said_for_both_sides(ana):
    from datetime import UTC, datetime

    from django.utils import timezone

    with timezone.override("Europe/Lisbon"):
        chip = render_to_string("ui/time_chip.html", {"at": datetime(2026, 12, 3, 20, 0, tzinfo=UTC), "zone": "America/Chicago"})
        words = " ".join(re.sub(r"<[^>]+>", "", chip).split())
        assert words == "Thursday 3 December, 14:00 Chicago time · 20:00 yours"
        far = render_to_string("ui/time_chip.html", {"at": datetime(2026, 12, 3, 20, 0, tzinfo=UTC), "zone": "Pacific/Auckland"})
        words = " ".join(re.sub(r"<[^>]+>", "", far).split())
        assert words == "Friday 4 December, 09:00 Auckland time · Thursday 20:00 yours"


def test_what_a_letter_says_is_never_taken_for_markup():
    letter = render_to_string("ui/letter.html", {"body": "<script>alert(1)</script>", "to": "<b>Ben</b>"})
    assert "<script>" not in letter and "<b>" not in letter


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_axe_finds_nothing_on_the_page_of_parts(open_page, live_server, client, ana, width, scheme):
    client.force_login(ana)
    page = open_page(live_server.url + reverse("desk:parts"), width, scheme=scheme, cookies=session_cookie(live_server, client))
    assert violations(page) == []
    page.locator(".you > summary").click()
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 360, 700, 1280])
def test_no_page_of_parts_is_wider_than_its_screen(open_page, live_server, client, ana, width):
    client.force_login(ana)
    page = open_page(live_server.url + reverse("desk:parts"), width, cookies=session_cookie(live_server, client))
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_five_rooms_stand_on_one_line(open_page, live_server, client, ana):
    client.force_login(ana)
    for width in (360, 1280):
        page = open_page(live_server.url + reverse("desk:parts"), width, cookies=session_cookie(live_server, client))
        tops = page.evaluate("[...document.querySelectorAll('.nav a')].map((e) => Math.round(e.getBoundingClientRect().top))")
        assert len(tops) == 5 and len(set(tops)) == 1


def test_what_one_taps_is_large_enough(open_page, live_server, client, ana):
    client.force_login(ana)
    page = open_page(live_server.url + reverse("desk:parts"), 360, cookies=session_cookie(live_server, client))
    small = page.evaluate("""() => [...document.querySelectorAll("a.button, button, summary, select, .nav a, .row-pick, label.tick, input:not([type=checkbox], [type=radio], [type=hidden])")]
        .filter((e) => e.checkVisibility()).map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().height]).filter(([, height]) => height < 43.5)""")
    assert small == []


def test_the_keyboard_goes_through_the_list_and_to_the_search(open_page, live_server, client, ana):
    client.force_login(ana)
    page = open_page(live_server.url + reverse("desk:parts"), cookies=session_cookie(live_server, client))
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.textContent") == "Write to Omar"
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.textContent") == "Write to Omar"
    page.keyboard.press("/")
    page.keyboard.type("jk?")
    assert page.locator("#list-search").input_value() == "jk?"
    assert page.locator("dialog[open]").count() == 0
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("dialog[open] h2").inner_text() == "With the keyboard"


def test_what_was_typed_comes_back_after_the_page_was_lost(open_page, live_server, client, ana):
    client.force_login(ana)
    page = open_page(live_server.url + reverse("desk:parts"), cookies=session_cookie(live_server, client))
    page.locator("#id_note").fill("She counts missed appointments")
    page.reload()
    assert page.locator("#id_note").input_value() == "She counts missed appointments"


def test_the_light_one_chose_is_kept(open_page, live_server, client, ana):
    client.force_login(ana)
    page = open_page(live_server.url + reverse("desk:parts"), cookies=session_cookie(live_server, client))
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".you > summary").click()
    page.get_by_role("button", name="Dark", exact=True).click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_the_page_of_parts_works_without_javascript(open_page, live_server, client, ana):
    client.force_login(ana)
    page = open_page(live_server.url + reverse("desk:parts"), 360, cookies=session_cookie(live_server, client), java_script_enabled=False)
    page.locator(".you > summary").click()
    assert page.get_by_role("link", name="Settings").is_visible()
    assert page.get_by_role("group", name="Light or dark").is_visible() is False
