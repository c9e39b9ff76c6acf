"""Passkeys in a real browser, with an authenticator that it only pretends to have; and how the pages look."""


from tests.accounts.office import PASSWORD, Office
from tests.browser import violations
from tests.test_every_page import OVERFLOW, SIZES, SMALL, keep_picture

DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def with_device(page):
    """Give the browser's window a device that keeps passkeys; how to speak to it."""
    speak = page.context.new_cdp_session(page)
    speak.send("WebAuthn.enable")
    device = speak.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    return lambda verb, **facts: speak.send(f"WebAuthn.{verb}", {"authenticatorId": device, **facts})


def press(page, words: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def sign_out(page) -> None:
    page.locator(".you > summary").click()
    press(page, "Sign out")


def sign_up(page, office: Office, address: str) -> None:
    page.goto(office.invite(address))
    press(page, "Open my account")
    page.get_by_label("Code").fill(office.code(address))
    press(page, "Come in")


def test_on_a_laptop_a_passkey_lets_the_owner_in_under_localhost(machine, open_page):
    legup = machine.start("serve", "--no-browser")
    page = open_page(legup.link)
    device = with_device(page)
    press(page, "Open my desk")
    page.goto(legup.address + "/settings/")
    press(page, "Add a passkey")
    with page.expect_navigation():
        page.get_by_role("link", name="Open it under “localhost”").click()
    press(page, "Open my desk")
    assert page.url == legup.address.replace("127.0.0.1", "localhost") + "/account/passkeys/add/"
    press(page, "Make the passkey")
    assert page.url.endswith("/settings/")
    assert page.get_by_text("Your passkey is set.").is_visible()
    assert len(device("getCredentials")["credentials"]) == 1
    page.context.clear_cookies()
    page.goto(legup.address + "/account/login/")
    with page.expect_navigation():
        page.get_by_role("link", name="Use a passkey").click()
    assert page.url.startswith("http://localhost:")
    press(page, "Use a passkey")
    assert page.url.endswith("/welcome/")


def test_on_a_server_a_passkey_is_made_used_renamed_and_removed(office, open_page):
    page = open_page(office.address)
    device = with_device(page)
    sign_up(page, office, "ana@northfield.example")
    page.goto(office.address + "/account/passkeys/add/")
    page.get_by_label("Name").fill("My telephone")
    press(page, "Make the passkey")
    assert page.get_by_text("Your passkey is set.").is_visible()
    sign_out(page)
    press(page, "Use a passkey")
    assert page.url.endswith("/welcome/")
    page.goto(office.address + "/settings/")
    assert "used" in page.get_by_role("listitem").filter(has_text="My telephone").inner_text()
    page.get_by_role("link", name="Rename My telephone").click()
    page.get_by_label("Name").fill("Old telephone")
    press(page, "Save")
    page.get_by_role("link", name="Remove Old telephone").click()
    press(page, "Remove the passkey")
    assert page.url.endswith("/settings/")
    assert page.get_by_text("The passkey is removed here.").is_visible()
    sign_out(page)
    press(page, "Use a passkey")
    assert page.get_by_text("This passkey could not be used here.").is_visible()
    assert len(device("getCredentials")["credentials"]) == 1


def test_a_passkey_is_no_second_lock_on_the_other_ways(office, open_page):
    address = "uma@northfield.example"
    page = open_page(office.address)
    with_device(page)
    sign_up(page, office, address)
    page.goto(office.address + "/account/passkeys/add/")
    press(page, "Make the passkey")
    elsewhere = office.visitor().open("/account/login/code/").press("Send me a code", email=address)
    assert elsewhere.press("Come in", code=office.code(address)).path == "/welcome/"


def test_what_goes_wrong_with_a_passkey_is_said_in_place(office, open_page):
    page = open_page(office.address)
    device = with_device(page)
    device("setUserVerified", isUserVerified=False)
    page.get_by_role("button", name="Use a passkey").click()
    assert "Nothing happened" in page.get_by_role("alert").inner_text()
    assert violations(page) == []


def test_without_javascript_there_is_no_button_that_does_nothing(office, open_page):
    page = open_page(office.address, java_script_enabled=False)
    assert not page.get_by_role("button", name="Use a passkey").is_visible()
    page.get_by_text("With a password").click()
    assert page.get_by_label("Password").is_visible()


def test_every_page_of_coming_in_is_readable(office, open_page):
    address, wrong = "pia@northfield.example", []
    page = open_page(office.address)
    with_device(page)

    def look(name: str) -> None:
        for (width, height), scheme in zip(SIZES, ("dark", "light"), strict=True):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            keep_picture(page, f"account-{name}-{width}-{scheme}")
            wrong.extend(f"{name} {width} {scheme}: {line}" for line in violations(page))
            wrong.extend([f"{name} {width}: {over} px too wide"] if (over := page.evaluate(OVERFLOW)) > 0 else [])
            wrong.extend(f"{name} {width}: small target {target}" for target in page.evaluate(SMALL))

    page.get_by_text("With a password").click()
    look("login")
    for name, path in {"closed": "signup/", "code": "login/code/", "lost": "password/reset/", "lost-sent": "password/reset/done/"}.items():
        page.goto(f"{office.address}/account/{path}")
        look(name)
    page.goto(office.invite(address))
    look("signup")
    press(page, "Open my account")
    page.get_by_label("Code").fill("BCDF-GHJK")
    press(page, "Come in")
    look("signup-code")
    page.get_by_label("Code").fill(office.code(address))
    press(page, "Come in")
    for name, path in {"passkey": "passkeys/add/", "password": "password/set/", "logout": "logout/"}.items():
        page.goto(f"{office.address}/account/{path}")
        look(name)
    page.goto(office.address + "/account/passkeys/add/")
    press(page, "Make the passkey")
    look("settings")
    for words in ("Rename", "Remove"):
        page.goto(office.address + "/settings/")
        page.get_by_role("link", name=words).click()
        look(words.lower())
    page.goto(office.address + "/account/password/set/")
    for label in ("Password", "The same password again"):
        page.get_by_label(label, exact=True).fill(PASSWORD)
    press(page, "Set the password")
    for name, path in {"change": "password/change/", "again": "reauthenticate/", "again-passkey": "passkeys/reauthenticate/"}.items():
        page.goto(f"{office.address}/account/{path}")
        look(name)
    page.goto(office.address + "/account/logout/")
    press(page, "Sign out")
    look("login-again")
    page.goto(office.address + "/account/login/code/")
    page.get_by_label("Email").fill(address)
    press(page, "Send me a code")
    look("login-code")
    assert wrong == []
