"""The command ``legup``, by real processes: starting, stopping, being killed, and what it says when it cannot."""

import json
import os
import re
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from http.cookiejar import CookieJar

import pytest

from tests.daemons import free_port, wait_for
from tests.machines import CONNECTIONS, Machine, Running, is_alive, machine, new_machine, prepared

__all__ = ["machine", "new_machine", "prepared"]


def work_done() -> float:
    """Processor seconds that ended children have used: what a start costs however busy the machine is."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# Starting


def test_the_printed_link_signs_the_owner_in_once(new_machine):
    legup = new_machine.start("serve")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter/\S{20,}/", legup.link)
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(legup.link, timeout=20)
    assert page.status == 200
    assert "/enter/" not in browser.open(legup.address, timeout=20).url
    assert legup.stop() < 3


def test_without_a_command_it_starts_and_says_where(machine):
    command = [sys.executable, "-P", "-m", "legup", "--no-browser", "--port", str(free_port())]
    legup = subprocess.Popen(command, env=machine.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    machine.started.append(legup)
    assert legup.stdout.readline().startswith("Leg Up is ready: http://127.0.0.1:")
    legup.send_signal(signal.SIGINT)
    assert legup.wait(3) == 0


def test_what_it_keeps_is_for_its_user_alone(new_machine):
    new_machine.start("serve").stop()
    assert new_machine.data.stat().st_mode & 0o777 == 0o700
    assert {file.name: file.stat().st_mode & 0o077 for file in new_machine.data.iterdir()} == {file.name: 0 for file in new_machine.data.iterdir()}


def test_a_later_start_is_ready_within_three_seconds(machine):
    began = work_done()
    machine.start("serve").stop()
    assert work_done() - began < 3


def test_a_second_start_on_the_same_data_says_so_and_gives_a_way_in(machine):
    legup = machine.start("serve")
    second = machine.run("serve", "--no-browser", "--port", str(free_port()))
    assert second.returncode == 1
    assert f"Leg Up is already running at {legup.address}." in second.stderr
    link = re.search(r"http://\S+/enter/\S+/", second.stderr)[0]
    assert urllib.request.urlopen(link, timeout=20).status == 200
    assert legup.status() < 500


def test_two_first_starts_at_once_leave_one_running_and_whole_data(new_machine):
    command = [sys.executable, "-P", "-m", "legup", "serve", "--no-browser", "--json"]
    both = [subprocess.Popen(command, env=new_machine.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    new_machine.started += both
    wait_for(lambda: sum(one.poll() is not None for one in both) == 1, what="one of two starts")
    loser, winner = sorted(both, key=lambda one: one.poll() is None)
    assert loser.returncode == 1
    assert "already running" in loser.stderr.read()
    assert json.loads(winner.stdout.readline())["ready"]
    winner.send_signal(signal.SIGTERM)
    winner.wait(5)
    assert new_machine.run("check-deploy").returncode == 0


def test_a_taken_port_is_passed_by_unless_it_was_asked_for(machine):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        refused = machine.run("serve", "--no-browser", "--port", str(taken))
    assert refused.returncode == 1
    assert refused.stderr == f"Port {taken} on 127.0.0.1 cannot be used: another program uses it. Name another with --port.\n"
    first = machine.start("serve")
    elsewhere = Machine(machine.data.parent / "elsewhere")
    elsewhere.data.parent.mkdir()
    try:
        second = elsewhere.start("serve")
        assert second.address != first.address
        assert second.status() < 500
    finally:
        elsewhere.off()


def test_a_server_prints_its_public_address_and_no_link(machine):
    key = "a long enough secret for a test of a server"
    legup = machine.start("serve", LEGUP_SITE_URL="https://legup.northfield.example", LEGUP_SECRET_KEY=key, LEGUP_WEB_PROCESSES="2")
    assert legup.link == "https://legup.northfield.example/"
    assert len(legup.family()) == 5
    assert legup.stop(signal.SIGTERM) < 3


# Ending


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_cleanly_and_leaves_nobody_behind(machine, number):
    legup = machine.start("serve")
    everybody = legup.family()
    assert len(everybody) >= 3
    assert legup.stop(number) < 3
    assert legup.process.returncode == 0
    assert not [pid for pid in everybody if is_alive(pid)]
    assert "Traceback" not in legup.log.read_text()


def test_ctrl_c_in_a_terminal_reaches_it_once(machine):
    """A terminal signals the whole foreground group; only the first process may hear it."""
    legup = machine.start("serve")
    groups = {os.getpgid(pid) for pid in legup.family()[1:]}
    assert os.getpgid(legup.process.pid) not in groups


def test_when_it_is_killed_its_children_end_too(machine):
    legup = machine.start("serve")
    everybody = legup.family()
    legup.process.kill()
    wait_for(lambda: not [pid for pid in everybody if is_alive(pid)], seconds=6, what="the end of the children")
    assert machine.start("serve").stop() < 3


@pytest.mark.parametrize("which", [1, 2, 3])
def test_a_killed_part_is_started_again(machine, which):
    legup = machine.start("serve")
    whole = len(legup.family())
    killed = legup.family()[which]
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: not is_alive(killed) and len([pid for pid in legup.family() if is_alive(pid)]) >= whole, what="the part")
    wait_for(lambda: answers(legup), what="the page")
    assert legup.stop() < 3


def answers(legup: Running) -> bool:
    try:
        return legup.status() < 500
    except OSError:
        return False


# What it says


def test_help_and_version_are_instant_and_name_every_command(machine):
    began = work_done()
    told = machine.run("--help").stdout
    assert work_done() - began < 0.3
    assert all(f"\n    {word}" in told for word in ("serve", "work", "import", "check", "check-deploy", "invite", "demo", "backup", "restore"))
    assert machine.run("--version").stdout.startswith("Leg Up ")
    for word in ("serve", "work", "import", "check-deploy", "invite", "demo", "backup", "restore"):
        assert "--data DIR" in machine.run(word, "--help").stdout


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"LEGUP_COLOUR": "green"}, "LEGUP_COLOUR is not a setting of Leg Up."),
        ({"LEGUP_WEB_PROCESSES": "many"}, "LEGUP_WEB_PROCESSES is “many”. It must be a whole number from 1 to 64."),
        ({"LEGUP_FIRST_LETTERS_PER_DAY": "6"}, "LEGUP_FIRST_LETTERS_PER_DAY is “6”. It must be a whole number from 0 to 5."),
        ({"LEGUP_FIRST_LETTERS_PER_WEEK": "13"}, "LEGUP_FIRST_LETTERS_PER_WEEK is “13”. It must be a whole number from 0 to 12."),
        ({"LEGUP_REMINDERS": "3"}, "LEGUP_REMINDERS is “3”. It must be a whole number from 0 to 2."),
        ({"LEGUP_OFFICE_RELAY": "smtp://relay.northfield.example"}, "LEGUP_OFFICE_RELAY and LEGUP_OFFICE_FROM belong together"),
        ({"LEGUP_OFFICE_RELAY": "relay", "LEGUP_OFFICE_FROM": "letters@northfield.example"}, "LEGUP_OFFICE_RELAY must look like smtp://"),
        ({"LEGUP_OFFICE_RELAY": "smtp://relay.northfield.example", "LEGUP_OFFICE_FROM": "the office"}, "LEGUP_OFFICE_FROM is “the office”."),
        ({"LEGUP_MICROSOFT_LOGIN": "http://login.northfield.example"}, "LEGUP_MICROSOFT_LOGIN is “http://login.northfield.example”."),
        ({"LEGUP_NAMESERVER": "dns.northfield.example"}, "LEGUP_NAMESERVER is “dns.northfield.example”."),
        ({"LEGUP_LOOK_UP_SERVERS": "yes"}, "LEGUP_LOOK_UP_SERVERS is “yes”. It must be a whole number from 0 to 1."),
        ({"LEGUP_SITE_URL": "https://legup.northfield.example"}, "A server needs LEGUP_SECRET_KEY"),
    ],
)
def test_a_setting_that_is_unknown_or_impossible_stops_the_start(machine, env, says):
    refused = machine.run("serve", "--no-browser", **env)
    assert refused.returncode == 1
    assert refused.stderr.startswith(says)
    assert "Traceback" not in refused.stderr


def test_a_command_that_is_not_one_is_misuse(machine):
    assert machine.run("sevre").returncode == 2
    assert machine.run("serve", "--port", "0").returncode == 2
    assert machine.run("restore").returncode == 2


def test_data_may_be_named_before_and_after_the_command(machine, tmp_path):
    for words in (["--data", str(tmp_path / "a"), "check-deploy"], ["check-deploy", "--data", str(tmp_path / "b")]):
        machine.run(*words)
    assert (tmp_path / "a").is_dir()
    assert (tmp_path / "b").is_dir()


def test_a_database_that_is_none_gets_a_sentence(new_machine):
    new_machine.data.mkdir()
    (new_machine.data / "legup.sqlite3").write_text("this is a shopping list, not a database, and it is long enough" * 20)
    refused = new_machine.run("serve", "--no-browser")
    assert refused.returncode == 1
    assert refused.stderr.endswith("Move that file away, or put a backup in its place with legup restore FILE.\n")


def test_data_of_a_newer_leg_up_is_left_alone(machine):
    with sqlite3.connect(machine.data / "legup.sqlite3") as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('legup', '9999_from_the_future', '2026-01-01')")
    refused = machine.run("serve", "--no-browser")
    assert refused.returncode == 1
    assert "newer Leg Up (9999_from_the_future)" in refused.stderr


def test_people_are_brought_in_from_a_file_and_looked_at_before(machine, tmp_path):
    file = tmp_path / "Connections.csv"
    file.write_text(CONNECTIONS)
    assert machine.run("import", str(file), "--preview").stdout == "This would bring in: 2 new.\n"
    assert machine.run("import", str(file)).stdout == "Brought in: 2 new.\n"
    again = json.loads(machine.run("import", str(file), "--json").stdout)
    assert (again["applied"], again["counts"]["new"], again["counts"]["same"]) == (True, 0, 2)


def test_a_file_that_cannot_be_read_is_refused_in_words_and_in_json(machine, tmp_path):
    refused = machine.run("import", str(tmp_path / "none.csv"), "--json")
    assert refused.returncode == 1
    assert refused.stderr == f"{tmp_path / 'none.csv'} cannot be used: No such file or directory.\n"
    assert json.loads(refused.stdout) == {"refused": refused.stderr.strip()}


def test_the_made_up_workspace_comes_and_goes(machine):
    assert machine.run("demo").stdout.startswith("The made-up workspace is ready.")
    assert json.loads(machine.run("demo", "--remove", "--json").stdout) == {"filled": False}


def test_check_deploy_finds_what_does_not_fit(new_machine):
    fresh = new_machine.run("check-deploy", "--json")
    assert fresh.returncode == 1
    assert "not up to date" in json.loads(fresh.stdout)["problems"][0]
    new_machine.start("serve").stop()
    assert json.loads(new_machine.run("check-deploy", "--json").stdout) | {"data": ""} == {"ok": True, "problems": [], "version": "0.1.0", "data": ""}
