"""The mail account: guessed, typed in, tried by really connecting, and only then used. Nothing secret is shown again."""

import pytest

from legup.lib import clock, vault
from legup.mail import release
from legup.mail.models import Instance, Mailbox

SECRET = "a password nobody may see"


@pytest.fixture
def settings_of(smtp_sink, dovecot):
    """What Ana types in for the sink and a real Dovecot, with some of it changed."""
    user = dovecot.user()
    smtp_sink.users[user] = dovecot.password

    def made(**changed) -> dict:
        return {
            "address": user, "password": dovecot.password, "username": "", "smtp_host": smtp_sink.host, "smtp_port": smtp_sink.port,
            "smtp_security": "none", "imap_host": dovecot.host, "imap_port": dovecot.port, "imap_security": "none",
        } | changed  # fmt: skip

    return made


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


def test_an_account_that_works_is_kept_and_its_password_is_sealed(as_ana, settings_of, dovecot, smtp_sink):
    answer = as_ana.post("/mailbox/", settings_of())
    assert answer.status_code == 302, text(answer)
    box = Mailbox.objects.get()
    assert box.tested_at is not None
    assert dovecot.password.encode() not in bytes(box.password_sealed)
    assert vault.unseal(bytes(box.password_sealed)) == dovecot.password
    page = text(as_ana.get("/mailbox/"))
    assert dovecot.password not in page
    assert "tested" in page
    assert smtp_sink.messages == []


@pytest.mark.parametrize("broken", [{"password": SECRET}, {"smtp_port": 1}, {"imap_port": 1}])
def test_an_account_that_fails_does_not_count(as_ana, settings_of, broken):
    answer = as_ana.post("/mailbox/", settings_of(**broken))
    assert answer.status_code == 422
    page = text(answer)
    assert "What happened when we tried" in page
    assert SECRET not in page
    assert "Traceback" not in page
    assert Mailbox.objects.get().tested_at is None


def test_a_failed_change_leaves_the_working_account_as_it_was(as_ana, settings_of, dovecot):
    as_ana.post("/mailbox/", settings_of())
    before = Mailbox.objects.values().get()
    answer = as_ana.post("/mailbox/", settings_of(password=SECRET, username="somebody else"))
    assert answer.status_code == 422
    assert "earlier settings still work" in text(answer)
    assert Mailbox.objects.values().get() == before


def test_an_empty_password_keeps_the_saved_one_but_never_shows_it_to_another_server(as_ana, settings_of, hostile_server):
    as_ana.post("/mailbox/", settings_of())
    assert as_ana.post("/mailbox/", settings_of(password="")).status_code == 302
    heard = hostile_server(b"220 elsewhere ESMTP\r\n")
    answer = as_ana.post("/mailbox/", settings_of(password="", smtp_host="localhost", smtp_port=heard.port))
    assert answer.status_code == 422
    assert "type it in again" in text(answer)
    assert heard.connections == []


@pytest.mark.parametrize("behaviour", ["refuses", "closes", "garbage", b"* OK hello\r\n"])
def test_a_server_that_misbehaves_gets_a_sentence(as_ana, settings_of, hostile_server, behaviour):
    server = hostile_server(behaviour)
    answer = as_ana.post("/mailbox/", settings_of(smtp_port=server.port))
    assert answer.status_code == 422
    assert "What happened when we tried" in text(answer)


def test_a_private_server_that_nobody_allowed_is_not_reached(as_ana, settings_of, settings, hostile_server):
    settings.EGRESS_ALLOW = ()
    server = hostile_server("closes")
    answer = as_ana.post("/mailbox/", settings_of(smtp_port=server.port, imap_port=server.port))
    assert answer.status_code == 422
    assert server.connections == []


def test_sending_alone_is_enough(as_ana, settings_of):
    assert as_ana.post("/mailbox/", settings_of(imap_host="", imap_port="")).status_code == 302
    assert "Not noticed by themselves" in text(as_ana.get("/mailbox/"))


def test_a_forgotten_account_leaves_no_password(as_ana, settings_of):
    as_ana.post("/mailbox/", settings_of())
    assert as_ana.get("/mailbox/removal/").status_code == 405
    as_ana.post("/mailbox/removal/")
    box = Mailbox.objects.get()
    assert bytes(box.password_sealed) == b""
    assert box.tested_at is None
    assert "What is your address?" in text(as_ana.get("/mailbox/"))


def test_an_outsider_sees_and_forgets_only_their_own(as_ana, as_dov, settings_of):
    as_ana.post("/mailbox/", settings_of())
    assert settings_of()["address"] not in text(as_dov.get("/mailbox/"))
    as_dov.post("/mailbox/removal/")
    assert Mailbox.objects.get().tested_at is not None


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
