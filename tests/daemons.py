"""Real servers of the system's for tests, run on loopback by somebody who is not root: Dovecot and PostgreSQL."""

import contextlib
import grp
import ipaddress
import os
import pwd
import shutil
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds: float = 15, what: str = "the server"):
    """Return the first truthy answer of *condition*."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not come up within {seconds} s")


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False


# Certificates


@dataclass
class Certificate:
    """A certificate for localhost and 127.0.0.1, signed by nobody but itself."""

    folder: Path

    @property
    def cert_file(self) -> Path:
        return self.folder / "cert.pem"

    @property
    def key_file(self) -> Path:
        return self.folder / "key.pem"

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.cert_file, self.key_file)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Trusts this certificate, and still checks the name."""
        return ssl.create_default_context(cafile=str(self.cert_file))


def make_certificate(folder: Path, *names: str) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    alternatives = [x509.DNSName(n) for n in names] + [x509.IPAddress(ipaddress.ip_address(HOST))]
    today = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=2))
        .not_valid_after(today + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    made = Certificate(folder)
    made.cert_file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    made.key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return made


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"), "localhost")


# Programs that run as somebody who is not root


def unprivileged() -> dict:
    """What to give ``subprocess`` so that a server does not run as root."""
    return {"user": "nobody", "group": "nogroup" if _has_group("nogroup") else "nobody", "extra_groups": []} if os.geteuid() == 0 else {}


def _has_group(name: str) -> bool:
    with contextlib.suppress(KeyError):
        return bool(grp.getgrnam(name))
    return False


@contextlib.contextmanager
def server_folder(prefix: str):
    """A short path (sockets have short names) that belongs to whoever runs the server."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, unprivileged()["user"], unprivileged()["group"])
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def give(folder: Path, source: Path) -> Path:
    """A copy of *source* in *folder*, readable by whoever runs the server."""
    copy = folder / source.name
    copy.write_bytes(source.read_bytes())
    copy.chmod(0o644)
    return copy


# Dovecot

DOVECOT_COMMON = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap lmtp
auth_failure_delay = 0
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_max_userip_connections = 100
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp_port}
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
"""

DOVECOT_2_3 = """
state_dir = {folder}/state
ssl = yes
ssl_cert = <{cert}
ssl_key = <{key}
disable_plaintext_auth = no
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
mail_location = maildir:{folder}/mail/%u
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u allow_all_users=yes
}}
"""

DOVECOT_2_3_OAUTH = """
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
"""

DOVECOT_2_3_INTROSPECTION = """
introspection_mode = get
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
"""

DOVECOT_2_4_OAUTH = """
auth_mechanisms = plain login xoauth2
oauth2 {{
  introspection_mode = get
  introspection_url = {introspection}
  username_attribute = username
  active_attribute = active
  active_value = true
}}
passdb oauth2 {{
  mechanisms_filter = xoauth2
}}
"""

DOVECOT_2_4 = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
state_dir = {folder}/state
ssl = yes
ssl_server_cert_file = {cert}
ssl_server_key_file = {key}
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
mail_home = {folder}/mail/%{{user}}
auth_mechanisms = plain login
passdb static {{
  password = {password}
}}
userdb static {{
  userdb_static_allow_all_users = yes
  fields {{
    uid = {uid}
    gid = {gid}
    home = {folder}/mail/%{{user}}
  }}
}}
"""


@dataclass
class Dovecot:
    """A real IMAP server: any user exists, with ``password``."""

    folder: Path
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    lmtp_port: int = field(default_factory=free_port)
    host: str = HOST
    password: str = "correct-horse-battery"  # noqa: S105
    counter: count = field(default_factory=lambda: count(1))

    def user(self) -> str:
        """A mailbox that no other test has used."""
        return f"u{next(self.counter)}@northfield.example"

    def deliver(self, user: str, raw: bytes, sender: str = "somebody@wells.example"):
        """Put *raw* into the inbox of *user* as a mail server would."""
        with smtplib.LMTP(self.host, self.lmtp_port) as lmtp:
            refused = lmtp.sendmail(sender, [user], raw)
        assert not refused, refused


def dovecot_config(server: Dovecot, certificate: Certificate, version: str, introspection: str = "") -> str:
    stat = server.folder.stat()
    facts = {
        "folder": server.folder, "imap_port": server.port, "imaps_port": server.tls_port, "lmtp_port": server.lmtp_port,
        "uid": stat.st_uid, "gid": stat.st_gid, "user": pwd.getpwuid(stat.st_uid).pw_name, "group": grp.getgrgid(stat.st_gid).gr_name,
        "cert": give(server.folder, certificate.cert_file), "key": give(server.folder, certificate.key_file), "password": server.password, "introspection": introspection,
    }  # fmt: skip
    own, oauth = (DOVECOT_2_3, DOVECOT_2_3_OAUTH) if version.startswith("2.3") else (DOVECOT_2_4, DOVECOT_2_4_OAUTH)
    if introspection and version.startswith("2.3"):
        (server.folder / "oauth2.conf").write_text(DOVECOT_2_3_INTROSPECTION.format(**facts))
    return (own + (oauth if introspection else "") + DOVECOT_COMMON).format(**facts)


def program(name: str, *folders: str) -> str | None:
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", *folders]))


@pytest.fixture(scope="session")
def dovecot(certificate):
    """A real Dovecot, or a skip that names the package."""
    with running_dovecot(certificate) as server:
        yield server


@contextlib.contextmanager
def running_dovecot(certificate, introspection: str = ""):
    """A real Dovecot while it is used, which asks at *introspection* who an access token belongs to; without one, the skip of a test."""
    binary = program("dovecot")
    if not binary:
        pytest.skip("Dovecot is not installed (Debian: dovecot-imapd and dovecot-lmtpd)")
    version = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout
    with server_folder("legup-dovecot-") as folder:
        server = Dovecot(folder)
        config = folder / "dovecot.conf"
        config.write_text(dovecot_config(server, certificate, version, introspection))
        running = subprocess.Popen([binary, "-F", "-c", config], **unprivileged(), cwd=folder, stderr=subprocess.PIPE)
        try:
            wait_for(lambda: answers(server.port) and answers(server.lmtp_port), what="Dovecot")
        except TimeoutError:
            running.terminate()
            log = folder / "log"
            pytest.fail(f"Dovecot did not start: {running.stderr.read().decode()} {log.read_text() if log.exists() else ''}")
        try:
            yield server
        finally:
            running.terminate()
            running.wait(10)


# PostgreSQL


def postgresql_program(name: str) -> str | None:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True)
    return program(name, *map(str, versions))


@pytest.fixture(scope="session")
def postgresql():
    """The address of an empty PostgreSQL database, or a skip that names the package."""
    with running_postgresql("-c fsync=off") as address:
        yield address


@contextlib.contextmanager
def running_postgresql(options: str = ""):
    """A PostgreSQL of one's own while it is used; without one, the skip of a test."""
    initdb, pg_ctl = postgresql_program("initdb"), postgresql_program("pg_ctl")
    if not (initdb and pg_ctl):
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with server_folder("legup-postgresql-") as folder:
        port, data = free_port(), folder / "data"

        def run(*command):
            subprocess.run(command, **unprivileged(), cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=60)

        run(initdb, "-D", data, "-U", "legup", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8" if os.uname().sysname == "Linux" else "--locale=C", "--no-sync")
        options += f" -c listen_addresses={HOST} -c port={port} -c unix_socket_directories={folder}"
        run(pg_ctl, "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql://legup@{HOST}:{port}/postgres"
        finally:
            run(pg_ctl, "-D", data, "-m", "immediate", "stop")
