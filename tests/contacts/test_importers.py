"""The shelf of importers: one contract for all, and every shape and damage of file that people bring."""

import time
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from legup.contacts import columns, importers
from legup.contacts.importers import Person
from legup.lib.refusal import Refusal

SAMPLES = Path(__file__).parent / "samples"
KIND_OF = {
    "legup": "legup.[cj]*",
    "linkedin": "linkedin*.csv",
    "google": "google*.csv",
    "outlook": "outlook*.csv",
    "vcard": "*.vcf",
    "pasted": "pasted*.txt",
    "plain_csv": "plain_csv.csv",
}
FILES = [(kind, path) for kind, pattern in KIND_OF.items() for path in sorted(SAMPLES.glob(pattern))]


def names(data: bytes) -> list[str]:
    return [person.full_name for person in importers.read(data).people]


def sample(name: str) -> importers.Reading:
    return importers.read((SAMPLES / name).read_bytes(), name)


def refused(data: bytes, filename: str = "people.csv") -> str:
    with pytest.raises(Refusal) as no:
        importers.read(data, filename)
    return str(no.value)


@pytest.mark.parametrize("importer", importers.shelf(), ids=lambda i: i.NAME)
def test_every_importer_keeps_the_contract(importer):
    assert importer.__name__.endswith(importer.NAME)
    assert importer.TITLE[:1].islower()
    assert [path for kind, path in FILES if kind == importer.NAME], "no sample file"
    assert not importer.recognises("Dear all,\nsee you on Monday.\n")


@pytest.mark.parametrize(("kind", "path"), FILES, ids=lambda x: getattr(x, "name", ""))
def test_a_file_is_known_by_its_content_not_by_its_name(kind, path):
    reading = importers.read(path.read_bytes(), "untitled.bin")
    assert reading.kind == kind
    assert all(isinstance(person, Person) and person.full_name and isinstance(person.emails, tuple) for person in reading.people)
    assert all(problem.sentence.endswith(".") for problem in reading.problems)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("linkedin_*.csv")), ids=lambda p: p.stem)
def test_linkedin_speaks_many_languages(path):
    people = importers.read(path.read_bytes()).people
    assert [(p.full_name, p.organization, p.connected_on) for p in people[:2]] == [
        ("Dana Whitfield", "Wells Clinic, Inc.", date(2024, 1, 15)),
        ("Omar El Sayed", "Harbour Data", date(2023, 11, 3)),
    ]
    assert people[1].emails == (("omar@harbour.example", ""),)
    assert people[2].full_name == "Zoë Müßig"
    assert people[2].title == "Köchin"
    assert people[2].connected_on.day == 28
    assert all(not p.extra for p in people)


def test_linkedin_with_preamble_and_closed_accounts():
    reading = sample("linkedin.csv")
    assert [p.full_name for p in reading.people] == ["Dana Whitfield", "Omar El Sayed", "Ngoc Trần, PhD", "山本太郎", "Priya"]
    assert reading.people[0].urls == (("https://www.linkedin.com/in/dana-whitfield-example", "LinkedIn"),)
    assert [problem.row for problem in reading.problems] == [10]


def test_linkedin_without_preamble_and_saved_again_by_a_spreadsheet():
    data = b"First Name;Last Name;URL;Email Address;Company;Position;Connected On\r\nDana;Whitfield;https://www.linkedin.com/in/d-example;;Wells;Head;15-Jan-24\r\n"
    (dana,) = importers.read(data).people
    assert (dana.organization, dana.connected_on) == ("Wells", date(2024, 1, 15))


def test_google_of_today():
    dana, taro, lena = sample("google.csv").people
    assert dana.full_name == "Dr. Dana Q. Whitfield"
    assert dana.emails == (("dana@wells.example", "Arbeit"), ("d.whitfield@wells.example", "Arbeit"), ("dana@home.example", "Privat"))
    assert [number for number, _ in dana.phones] == ["+49 170 0000000", "+49 30 000000"]
    assert (dana.organization, dana.title, dana.location) == ("Wells Clinic", "Head of Patient Services", "Chicago, IL, US")
    assert dana.note == "Met at the spring fair.\nLikes tea."
    assert dana.extra["Birthday"] == "1980-02-03"
    assert dana.extra["Labels"] == "* myContacts ::: Fair"
    assert taro.full_name == "山本太郎"
    assert lena.full_name == "lena.hoffmann@nord.example"


def test_google_as_it_was():
    omar, dana = sample("google_old.csv").people
    assert (omar.full_name, omar.organization, omar.title, omar.extra["Hobby"]) == ("Omar El Sayed", "Harbour Data", "Analyst", "Rowing")
    assert dana.full_name == "Whitfield, Dana"


def test_outlook():
    juergen, ines = sample("outlook.csv").people
    assert (juergen.full_name, juergen.organization, juergen.title, juergen.location) == ("Jürgen Weiß", "Nordlicht Verlag", "Lektor", "Hamburg, Deutschland")
    assert juergen.phones == (("+49 171 0000", "Mobile"), ("+49 40 0000", "Business"))
    assert juergen.extra["Title"] == "Dr."
    assert juergen.extra["Manager's Name"] == "Ines Prado"
    assert "Birthday" not in juergen.extra
    assert ines.emails == (("ines@prado.example", ""),)


@pytest.mark.parametrize(
    ("name", "who", "title", "organization", "location"),
    [
        ("outlook_de.csv", "Jürgen Weiß", "Lektor", "Nordlicht Verlag", "Hamburg, Deutschland"),
        ("outlook_fr.csv", "Inès Prado", "Éditrice", "Éditions du Port", "Nantes, France"),
        ("outlook_es.csv", "Inés Peñarrubia", "Enfermera", "Clínica Pozos", "Sevilla, Sevilla, España"),
    ],
)
def test_outlook_speaks_the_language_of_its_program(name, who, title, organization, location):
    one = sample(name).people[0]
    assert (one.full_name, one.title, one.organization, one.location) == (who, title, organization, location)
    assert one.emails[0][0].endswith(".example")
    assert len(one.phones) in (2, 3)
    assert one.note
    assert one.urls
    assert not set(one.extra.values()) & {"SMTP", "Normal", "Falsch", "Faux", "Falso", "Keine Angabe", "0/0/00"}


PREAMBLES = ["", "Notes:\n", 'Notes:\n"Some, addresses ""are"" missing"\n', 'Notes:\n"Some, addresses"\n\n', "\n\n\n\n"]
HEADINGS = {
    "en": "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "ja": "名,姓,URL,メールアドレス,会社,役職,つながった日",
    "tr": "Adı,Soyadı,URL,E-posta Adresi,Şirket,Pozisyon,Bağlantı Tarihi",
    "ru": "Имя,Фамилия,URL,Адрес электронной почты,Компания,Должность,Дата контакта",
    "sv": "Förnamn,Efternamn,URL,E-postadress,Företag,Befattning,Kontakt sedan",
    "unknown": "A,B,URL,C,D,E,F",
}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["bare", "marked"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
@pytest.mark.parametrize("preamble", PREAMBLES, ids=range(5))
def test_linkedin_in_every_shape_of_preamble_mark_and_delimiter(preamble, delimiter, mark):
    for headings in HEADINGS.values():
        row = "Dana,Whitfield,https://www.linkedin.com/in/dana-example,dana@wells.example,Wells Clinic,Head,2024-01-15"
        text = preamble + "\n".join((headings, row, "")).replace(",", delimiter)
        reading = importers.read(mark + text.encode())
        assert reading.kind == "linkedin", headings
        (dana,) = reading.people
        assert (dana.full_name, dana.organization, dana.title, dana.connected_on, len(dana.emails)) == ("Dana Whitfield", "Wells Clinic", "Head", date(2024, 1, 15), 1)


def test_a_card_from_apple():
    reading = sample("apple.vcf")
    (dana,) = reading.people
    assert dana.full_name == "Dr. Dana Q. Whitfield"
    assert (dana.given_name, dana.family_name) == ("Dana", "Whitfield")
    assert dana.emails == (("dana@wells.example", "work"), ("dana@home.example", "summer address"))
    assert dana.urls[0] == ("https://dana.example/", "HomePage")
    assert dana.urls[1][0] == "https://www.linkedin.com/in/dana-whitfield-example"
    assert (dana.organization, dana.extra["Department"]) == ("Wells Clinic, Inc.", "Outpatients")
    assert dana.note.endswith("not coffee; really. This line is so long that it has been folded by the program that wrote it.")
    assert (dana.extra["BDAY"], dana.uid) == ("1980-02-03", "0A1B-apple-1")
    assert "Harbour Taxi" in reading.problems[0].sentence


def test_a_card_from_an_old_outlook():
    (juergen,) = sample("outlook_21.vcf").people
    assert (juergen.full_name, juergen.family_name) == ("Dr. Jürgen Weiß", "Weiß")
    assert juergen.note == "Buchmesse\nHalle 3"
    assert juergen.location == "Hamburg, Deutschland"
    assert [label for _, label in juergen.phones] == ["work", "cell"]


def test_a_card_of_version_four():
    (ngoc,) = sample("four.vcf").people
    assert (ngoc.full_name, ngoc.emails, ngoc.phones) == ("Ngọc Trần", (("ngoc@rivermouth.example", "work"),), (("+84-555-0103", "cell"),))
    assert (ngoc.location, ngoc.extra["ROLE"]) == ("Hue, Vietnam", "Teacher")


def test_small_pictures_are_kept_and_large_ones_left_out():
    cards = "".join(f"BEGIN:VCARD\nFN:Person {i}\nPHOTO{head}\n{' ' * bool(more)}{more}\nEND:VCARD\n" for i, (head, more) in enumerate(PHOTOS))
    assert [p.extra.get("PHOTO", "") for p in importers.read(cards.encode()).people] == ["data:image/jpeg;base64,/9j/4AAQ", "data:image/png;base64,iVBO", "https://dana.example/me.jpg", ""]


PHOTOS = [(";ENCODING=b;TYPE=JPEG:/9j/", "4AAQ"), (":data:image/png;base64,iVBO", ""), (";VALUE=uri:https://dana.example/me.jpg", ""), (";ENCODING=b;TYPE=JPEG:/9j/", "A" * 200_000)]


def test_any_table_by_its_headings():
    juergen, lena = sample("plain_csv.csv").people
    assert (juergen.full_name, juergen.phones, juergen.connected_on) == ("Weiß, Jürgen", (("+49 40 0000", "Telefon"),), date(2022, 4, 3))
    assert juergen.extra == {"Jahrgang": "2011"}
    assert [address for address, _ in lena.emails] == ["lena@nord.example", "l.hoffmann@nord.example"]


@pytest.mark.parametrize(
    "pasted",
    ["Dana Whitfield, dana@wells.example\nOmar El Sayed, omar@harbour.example", "dana@wells.example\tDana Whitfield\nomar@harbour.example\tOmar El Sayed\n"],
)
def test_a_pasted_list_needs_no_headings(pasted):
    assert names(pasted.encode()) == ["Dana Whitfield", "Omar El Sayed"]


def told(text: str) -> list[tuple[str, str, str]]:
    return [(p.full_name, p.title, p.organization) for p in importers.read(text.encode()).people]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Dana Wells, nurse, Wells Clinic, dana@wells.example", ("Dana Wells", "nurse", "Wells Clinic")),
        ("Dana Wells (Nurse at Wells Clinic) dana@wells.example", ("Dana Wells", "Nurse", "Wells Clinic")),
        ("Dana Wells | Software Engineer II @ Harbour Data | Lisbon | d@harbour.example", ("Dana Wells", "Software Engineer II", "Harbour Data")),
        ("Dana Wells – Analyst, Harbour Data – +1 555 010 1234", ("Dana Wells", "Analyst", "Harbour Data")),
        ("Weiß, Jürgen; Lektor; Nordlicht Verlag; juergen@nordlicht.example", ("Weiß, Jürgen", "Lektor", "Nordlicht Verlag")),
        ("Dana Wells, Wells Clinic, Inc., dana@wells.example", ("Dana Wells", "", "Wells Clinic, Inc.")),
        ("Dana Wells, Harbour, dana@harbour.example", ("Dana Wells", "", "Harbour")),
        ("山本太郎, 代表, 山本工務店, taro@koumuten.example", ("山本太郎", "代表", "山本工務店")),
        ("Dana Wells <dana@wells.example>", ("Dana Wells", "", "")),
    ],
    ids=range(9),
)
def test_a_line_tells_who_somebody_is(line, found):
    assert told(line) == [found]
    assert told(f"- {line}\n- Omar El Sayed, Analyst, Harbour Data, omar@harbour.example") == [found, ("Omar El Sayed", "Analyst", "Harbour Data")]


def test_a_signature_is_one_person():
    (dana,) = sample("pasted_signature.txt").people
    assert (dana.full_name, dana.title, dana.organization) == ("Dana Q. Wells, PhD", "Head of Patient Services", "Wells Clinic, Inc.")
    assert dana.emails == (("dana.wells@wells.example", ""),)
    assert dana.phones == (("+1 (312) 555-0100", "mobile"), ("312-555-0101", ""))
    assert [value for value, _ in dana.urls] == ["www.wells.example", "linkedin.com/in/dana-wells-example"]
    assert dana.location == "Chicago, IL 60600"
    assert dana.extra["Address"] == "12 Example Street, Suite 4\nChicago, IL 60600"
    assert dana.extra["Also in the text"].startswith("Please consider the environment")


def test_several_signatures_are_several_people():
    assert told((SAMPLES / "pasted_signatures.txt").read_text()) == [
        ("Dana Wells", "Nurse", "Wells Clinic"),
        ("Prof. Kofi Mensah", "", "Northfield College"),
        ("Dr. Jürgen Weiß", "Lektor", "Nordlicht Verlag GmbH"),
    ]


def test_the_addressees_of_a_letter_are_people():
    text = 'To: Dana Wells <dana@wells.example>, "Sayed, Omar" <omar@harbour.example>; priya@climate.example'
    assert names(text.encode()) == ["Dana Wells", "Sayed, Omar", "priya@climate.example"]


def test_names_alone_are_people_and_sentences_are_not():
    assert names(b"Dana Wells\nOmar El Sayed\nPriya Nair") == ["Dana Wells", "Omar El Sayed", "Priya Nair"]
    assert "tell whom it lists" in refused(b"Met Dana at the fair, she is well.\nWrite to her on Monday.")


@pytest.mark.parametrize("text", ["@" * 100_000, "a," * 90_000, "+1" * 90_000, "(" * 100_000, "Dana Wells <" * 10_000, "x@" * 50_000, "www." * 40_000, "1 " * 90_000, "Aa " * 60_000], ids=range(9))
def test_text_that_is_a_bomb_does_not_take_long(text):
    began = time.perf_counter()
    with pytest.raises(Refusal):
        importers.read(text.encode())
    with suppress(Refusal):
        importers.read("\n".join(text[i : i + 990] for i in range(0, len(text), 990)).encode())
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("Name,Vorname,E-Mail", "Weiß,Jürgen,j@nord.example", "Jürgen Weiß"),
        ("Nom,Courriel", "Zoé Petit,z@cafe.example", "Zoé Petit"),
        ("Nom,Prénom", "Petit,Zoé", "Zoé Petit"),
        ("Name,Surname", "Dana,Whitfield", "Dana Whitfield"),
        ("Full Name,First Name,Last Name", "Whitfield Dana,Dana,Whitfield", "Whitfield Dana"),
    ],
)
def test_a_name_is_kept_in_the_order_it_was_typed(header, row, name):
    assert names(f"{header}\n{row}\n".encode()) == [name]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("15 Jan 2024", date(2024, 1, 15)),
        ("2024-01-15", date(2024, 1, 15)),
        ("2024-01-15T10:00:00Z", date(2024, 1, 15)),
        ("15. Januar 2024", date(2024, 1, 15)),
        ("15 de enero de 2024", date(2024, 1, 15)),
        ("1 août 2023", date(2023, 8, 1)),
        ("3 juin 2023", date(2023, 6, 3)),
        ("3 juil. 2023", date(2023, 7, 3)),
        ("Jan 15, 2024", date(2024, 1, 15)),
        ("1/15/24, 3:45 PM", date(2024, 1, 15)),
        ("31.12.2023", date(2023, 12, 31)),
        ("mar 3, 2024", date(2024, 3, 3)),
        ("15 sty 2024", date(2024, 1, 15)),
        ("5 мая 2024", date(2024, 5, 5)),
        ("2024年1月15日", date(2024, 1, 15)),
        ("03/04/2024", None),
        ("3 jui 2023", None),
        ("31 Feb 2024", None),
        ("yesterday", None),
    ],
)
def test_dates_are_understood_or_left_alone(said, meant):
    assert columns.day(said) == meant


def test_one_telling_date_settles_a_whole_column():
    head = "Name,Connected On\n"
    assert [p.connected_on for p in importers.read(f"{head}Dana,03/04/2024\nOmar,25/04/2024".encode()).people] == [date(2024, 4, 3), date(2024, 4, 25)]
    (dana,) = importers.read(f"{head}Dana,03/04/2024".encode()).people
    assert dana.connected_on is None
    assert dana.extra == {"Connected On": "03/04/2024"}


ZIP = b"PK\x03\x04\x14\0\0\0\x08\0Connections.csv" + bytes(200)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n  ", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
        (ZIP, "choose Connections.csv inside"),
        (b"PK\x03\x04\x14\0\6\0[Content_Types].xml", "Excel workbook"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'{"people": []}', "JSON"),
        (b'{"format": "legup-export-1", "you": {}}', "export the people alone"),
        (b"\0\1\2\3" * 100, "not text"),
        (b"First Name,Last Name\nDana,Whit\0field", "not text"),
        (b"First Name,Last Name,Email\n", "headings only"),
        (b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n", "headings only"),
        (b'First Name,Last Name,Email\nDana,"Whitfield,d@wells.example\n', "breaks off in row 2"),
        ("Ainm,Sloinne,Comhlacht\nŁukasz,Dvořák,Nord\n".encode(), "Ainm,Sloinne,Comhlacht"),
        (b"Dear all,\nthank you for coming.\n", "Name the columns"),
        (b"Name,Note\nDana," + b"x" * 10_000_000, "row 2"),
        (b",".join(b"c%d" % i for i in range(1000)) + b"\n", "columns"),
        (b"BEGIN:VCARD\nVERSION:3.0\nFN:Dana", "breaks off"),
        (b"Name\n" + b"Dana Whitfield\n" * 100_001, "more than 100,000 people"),
        (b"BEGIN:VCARD\nFN:A\nEND:VCARD\n" * 100_001, "more than 100,000 people"),
        (b"BEGIN:VCARD\n" * 1_000_000, "more than 100,000 people"),
        (b"x" * 25_000_001, "25 MB"),
    ],
    ids=range(23),
)
def test_what_cannot_be_read_is_answered_with_a_sentence(data, said):
    began = time.perf_counter()
    sentence = refused(data)
    assert said in sentence
    assert sentence.endswith(".")
    assert time.perf_counter() - began < 10


def test_a_huge_file_is_refused_from_its_size_alone():
    with pytest.raises(Refusal, match="100 MB"):
        importers.refuse_unfit(100_000_000, b"First Name", "all.csv")


def test_a_row_cut_short_at_the_end_is_not_taken_for_a_whole_one():
    reading = importers.read(b"First Name,Last Name,Company\nDana,Whitfield,Wells\nOmar,El Sa")
    assert [p.full_name for p in reading.people] == ["Dana Whitfield"]
    assert reading.problems[0].row == 3


@pytest.mark.parametrize(
    "middle",
    [
        "PHOTO;ENCODING=b:" + "A" * 5_000_000,
        "PHOTO;ENCODING=b:AAAA\n" + " AAAA\n" * 100_000,
        "NOTE:" + "n" * 200_000,
        "AGENT:\nBEGIN:VCARD\nFN:Inner\nEND:VCARD",
        'X-A;P="' + ":" * 200_000,
        "X-A" + ";p=1" * 200_000 + ":v",
        "NOTE;ENCODING=QUOTED-PRINTABLE:" + "=\n" * 200_000 + "end",
    ],
    ids=range(7),
)
def test_a_card_that_is_a_bomb_neither_harms_the_others_nor_takes_long(middle):
    began = time.perf_counter()
    reading = importers.read(f"BEGIN:VCARD\nFN:Dana\n{middle}\nEND:VCARD\nBEGIN:VCARD\nFN:Omar\nEND:VCARD\n".encode())
    assert reading.people[-1].full_name == "Omar"
    assert "Inner" not in [p.full_name for p in reading.people]
    assert time.perf_counter() - began < 5


def test_our_own_disarming_is_undone():
    assert importers.read(b"Name,Phone\nDana,'+49 40 0000\n").people[0].phones == (("+49 40 0000", ""),)
