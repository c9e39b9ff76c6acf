"""The mail account: guessed, typed in, tried by really connecting, and only then used. Nothing secret is shown again."""

import pytest

from legup.lib import clock, vault
from legup.mail import release, trying, views
from legup.mail.models import Instance, Mailbox, Trial

SECRET = "a password nobody may see"


def text(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'").replace("’", "'")


def test_the_address_alone_suggests_the_rest(as_ana):
    page = text(as_ana.get("/mailbox/"))
    assert 'value="ana@northfield.example"' in page
    answer = as_ana.post("/mailbox/", {"step": "address", "address": "ana.duarte@gmail.com"})
    assert answer.status_code == 200
    assert "smtp.gmail.com" in text(answer)
    assert "imap.gmail.com" in text(answer)
    assert Mailbox.objects.count() == 0


@pytest.mark.parametrize("address", ["", "ana", "ana@", "a@b.example\r\nBcc: c@d.example"])
def test_what_is_no_address_gets_a_sentence(as_ana, address):
    answer = as_ana.post("/mailbox/", {"step": "address", "address": address})
    assert answer.status_code == 422
    assert Mailbox.objects.count() == 0


def connect(browser, typed: dict) -> Mailbox:
    """Ana's account, typed in and tried."""
    answer = browser.post("/mailbox/", typed)
    assert answer.status_code == 302, text(answer)
    if answer["Location"] == "/mailbox/test/":
        trying.try_due(clock.now())
    return Mailbox.objects.get()


def test_an_account_that_works_is_kept_and_its_password_is_sealed(as_ana, provider):
    box = connect(as_ana, provider.typed())
    password = provider.dovecot.password
    assert box.tested_at is not None
    assert password.encode() not in bytes(box.password_sealed)
    assert vault.unseal(bytes(box.password_sealed)) == password
    page = text(as_ana.get("/mailbox/"))
    assert password not in page
    assert "Works; tested" in page


def test_signing_in_alone_connects_nothing(as_ana, provider):
    answer = as_ana.post("/mailbox/", provider.typed())
    assert (answer.status_code, answer["Location"]) == (302, "/mailbox/test/")
    assert provider.sink.messages == []
    assert Mailbox.objects.count() == 0


@pytest.mark.parametrize("broken", [{"password": SECRET}, {"smtp_port": 1}, {"imap_port": 1}])
def test_an_account_that_fails_does_not_count(as_ana, provider, broken):
    answer = as_ana.post("/mailbox/", provider.typed(**broken))
    assert answer.status_code == 422
    page = text(answer)
    assert "What happened when we tried" in page
    assert SECRET not in page
    assert "Traceback" not in page
    assert Mailbox.objects.count() == Trial.objects.count() == 0


def test_a_failed_change_leaves_the_working_account_as_it_was(as_ana, provider):
    connect(as_ana, provider.typed())
    before = Mailbox.objects.values().get()
    answer = as_ana.post("/mailbox/", provider.typed(password=SECRET, username="somebody else"))
    assert answer.status_code == 422
    assert "earlier settings were kept" in text(answer)
    assert Mailbox.objects.values().get() == before


def test_an_empty_password_keeps_the_saved_one_but_never_shows_it_to_another_server(as_ana, provider, hostile_server):
    connect(as_ana, provider.typed())
    assert as_ana.post("/mailbox/", provider.typed(password="")).status_code == 302
    heard = hostile_server(b"220 elsewhere ESMTP\r\n")
    answer = as_ana.post("/mailbox/", provider.typed(password="", smtp_host="localhost", smtp_port=heard.port))
    assert answer.status_code == 422
    assert "type it in again" in text(answer)
    assert heard.connections == []


@pytest.mark.parametrize("behaviour", ["refuses", "closes", "garbage", b"* OK hello\r\n"])
def test_a_server_that_misbehaves_gets_a_sentence(as_ana, provider, hostile_server, behaviour):
    server = hostile_server(behaviour)
    answer = as_ana.post("/mailbox/", provider.typed(smtp_port=server.port))
    assert answer.status_code == 422
    assert "What happened when we tried" in text(answer)


def test_a_private_server_that_nobody_allowed_is_not_reached(as_ana, provider, settings, hostile_server):
    settings.EGRESS_ALLOW = ()
    server = hostile_server("closes")
    answer = as_ana.post("/mailbox/", provider.typed(smtp_port=server.port, imap_port=server.port))
    assert answer.status_code == 422
    assert server.connections == []


def test_a_forgotten_account_leaves_no_password(as_ana, provider):
    connect(as_ana, provider.typed())
    assert as_ana.get("/mailbox/removal/").status_code == 405
    as_ana.post("/mailbox/removal/")
    box = Mailbox.objects.get()
    assert bytes(box.password_sealed) == b""
    assert box.tested_at is None
    assert "What is your address?" in text(as_ana.get("/mailbox/"))


def test_an_outsider_sees_and_forgets_only_their_own(as_ana, as_dov, provider):
    connect(as_ana, provider.typed())
    assert provider.user not in text(as_dov.get("/mailbox/"))
    as_dov.post("/mailbox/removal/")
    assert Mailbox.objects.get().tested_at is not None


@pytest.mark.parametrize("address, words", [("ana@gmail.com", "2-Step Verification"), ("ana@icloud.com", "App-Specific Passwords"), ("ana@tuta.com", "lets no other program in"), ("ana@gmx.de", "POP3 and IMAP")])
def test_the_way_to_a_password_is_told_for_the_provider(as_ana, address, words):
    page = text(as_ana.post("/mailbox/", {"step": "address", "address": address}))
    assert words in page
    assert ("Password" in page) is (address != "ana@tuta.com")


def test_an_app_password_may_be_pasted_with_its_gaps(as_ana, provider):
    provider.sink.users[provider.user] = "abcdefghijklmnop"
    as_ana.post("/mailbox/", provider.typed(password="abcd efgh ijkl mnop", imap_host=""))
    assert vault.unseal(bytes(Trial.objects.get().password_sealed)) == "abcdefghijklmnop"
    provider.sink.users[provider.user] = " two words "
    assert as_ana.post("/mailbox/", provider.typed(password=" two words ", imap_host="")).status_code == 302


def test_nobody_guesses_passwords_by_way_of_us(as_ana, provider, monkeypatch):
    monkeypatch.setattr(views, "MOST_AN_HOUR", 3)
    tries = [as_ana.post("/mailbox/", provider.typed(password=f"guess {n}")) for n in range(4)]
    assert "within an hour is the most" in text(tries[-1]) and "What happened when we tried" in text(tries[-2])
    assert provider.sink.steps.count("auth") == 3


# Mending


def test_a_new_password_for_the_same_account_counts_at_once(as_ana, ana, provider):
    connect(as_ana, provider.typed())
    Mailbox.objects.update(refused_at=clock.now(), refusal="It wants an app password.", password_sealed=vault.seal("old"))
    page = text(as_ana.get("/mailbox/"))
    assert "It wants an app password." in page and "Letters wait" in page
    sent = len(provider.sink.messages)
    answer = as_ana.post("/mailbox/", provider.typed())
    assert answer["Location"] == "/mailbox/"
    box = Mailbox.objects.get()
    assert not box.is_refused and box.trouble == "" and len(provider.sink.messages) == sent
    assert "Letters wait" not in text(as_ana.get("/mailbox/"))


def test_another_server_for_the_same_account_is_put_to_the_test(as_ana, provider, smtp_sinks):
    before = connect(as_ana, provider.typed())
    other = smtp_sinks()
    other.users, other.forward = provider.sink.users, provider.arrive
    assert as_ana.post("/mailbox/", provider.typed(smtp_port=other.port))["Location"] == "/mailbox/test/"
    assert Mailbox.objects.get().smtp_port == before.smtp_port
    trying.try_due(clock.now())
    after = Mailbox.objects.get()
    assert after.smtp_port == other.port and len(other.messages) == 1
    assert (after.pk, after.cursor_uid) == (before.pk, before.cursor_uid)


# Copies


def test_the_first_start_holds_nothing(db):
    release.settle(clock.now())
    assert release.held() is None


def test_a_restored_database_is_held_until_released(as_ana, db):
    release.settle(clock.now())
    release.hold("A backup from 1 May was restored.")
    assert "A backup from 1 May was restored." in text(as_ana.get("/mailbox/"))
    as_ana.post("/mailbox/release/")
    assert release.held() is None


def test_a_copied_folder_is_held(db, settings, tmp_path):
    """cp -r takes the file along, and not the inode."""
    settings.DATA = tmp_path / "first"
    settings.DATA.mkdir()
    release.settle(clock.now())
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "instance.id").write_bytes((settings.DATA / "instance.id").read_bytes())
    settings.DATA = copy
    assert release.held() is not None
    release.settle(clock.now())
    assert Instance.objects.get().held_at is not None
    release.release(clock.now())
    assert release.held() is None
    settings.DATA = tmp_path / "first"
    assert release.held() is not None


def test_a_database_beside_a_fresh_folder_is_held(db, settings, tmp_path):
    release.settle(clock.now())
    settings.DATA = tmp_path
    assert release.held() is not None


def test_a_renamed_folder_is_not_held(db, settings, tmp_path):
    """The control of the tests above: moving is no copying."""
    settings.DATA = tmp_path / "first"
    settings.DATA.mkdir()
    release.settle(clock.now())
    settings.DATA = settings.DATA.rename(tmp_path / "second")
    assert release.held() is None


def test_looking_at_the_page_never_writes(as_ana, db):
    release.settle(clock.now())
    Instance.objects.update(identity="the other copy")
    as_ana.get("/mailbox/")
    assert Instance.objects.get().held_at is None
