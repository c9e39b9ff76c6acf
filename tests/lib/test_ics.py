"""Calendar files that any calendar reads, whatever stands in a name."""

from datetime import UTC, datetime

import vobject

from legup.lib.ics import Event, calendar

AT = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)


def read(event: Event):
    return vobject.readOne(calendar(event).decode()).vevent


def test_the_words_come_back_as_they_were():
    words = "Talk; with Ben, the “epi” \\ guy\nand Zoë 東京"
    event = read(Event("a@b.invalid", AT, 20, words, description="one\ntwo", location="Room 4; floor 2"))
    assert event.summary.value == words
    assert (event.description.value, event.location.value) == ("one\ntwo", "Room 4; floor 2")
    assert event.dtend.value == datetime(2026, 3, 5, 15, 20, tzinfo=UTC)


def test_lines_end_rightly_and_no_line_is_longer_than_75_octets():
    data = calendar(Event("a@b.invalid", AT, 20, "東京" * 60))
    lines = data.split(b"\r\n")
    assert lines[-1] == b"" and b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert read(Event("a@b.invalid", AT, 20, "東京" * 60)).summary.value == "東京" * 60


def test_a_name_cannot_bring_lines_of_its_own():
    nasty = "Ben\r\nATTENDEE:mailto:x@evil.example\nBEGIN:VALARM\r\x00"
    event = read(Event("a@b.invalid", AT, 20, nasty, location=nasty))
    assert {child.name for child in event.getChildren()} == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "LOCATION"}


def test_written_without_care_it_would():
    """The control: the same name in a plain string does bring a line."""
    plain = calendar(Event("a@b.invalid", AT, 20, "X")).decode().replace("SUMMARY:X", "SUMMARY:Ben\r\nATTENDEE:mailto:x@evil.example")
    assert "attendee" in vobject.readOne(plain).vevent.contents
