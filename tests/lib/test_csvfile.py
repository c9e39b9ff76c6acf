"""CSV files: what the writer disarms the reader gives back, and what cannot be a table is refused with a sentence."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legup.lib import csvfile
from legup.lib.refusal import Refusal

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1e\ufffd"), max_size=12) | st.sampled_from(
    ["=1+1", "'=1+1", "''=x", "+49 170", "-", "@me", "\t=x", " =x", "'", "O'Brien", "\r\n", 'say "no"', "＝1"]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4))
def test_reading_gives_back_exactly_what_was_written(rows):
    assert list(csvfile.read(csvfile.write(rows), ",")) == rows


@given(CELLS)
def test_no_cell_that_a_spreadsheet_would_run_leaves_the_writer(cell):
    (row,) = csv.reader(io.StringIO(csvfile.write([[cell, "x"]]).decode("utf-8-sig"), newline=""))
    assert row[0].lstrip()[:1] not in tuple("=+-@＝＋－＠")


def test_a_file_of_somebody_else_keeps_its_apostrophes():
    assert list(csvfile.read(b"name,word\nO'Brien,'quoted'\n")) == [["name", "word"], ["O'Brien", "'quoted'"]]


def test_blank_rows_are_counted():
    assert list(csvfile.read(b"a,b\n\nc,d")) == [["a", "b"], [], ["c", "d"]]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(mark):
    text = mark.join(["Name", "E-mail", "Note"]) + "\n" + mark.join(["Dana", "dana@wells.example", '"one, two; three"'])
    assert list(csvfile.read(text.encode()))[1] == ["Dana", "dana@wells.example", "one, two; three"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Jürgen,Weiß"),
        ("utf-8-sig", "Jürgen,Weiß"),
        ("utf-16", "Jürgen,太郎"),
        ("cp1252", "First Name,Last Name\nJürgen,Weiß\nInês,Peñarrubia\nMª,Núñez"),
        ("cp1250", "Imię,Nazwisko\nŁukasz,Dvořák\nMałgorzata,Wójcik"),
        ("cp1251", "Имя,Фамилия\nИван,Петров\nОльга,Смирнова"),
        ("cp932", "名,姓\n太郎,山本\n花子,鈴木"),
        ("cp932", "名,姓,Email\n太郎,山本,taro.yamamoto@koumuten.example"),
        ("gb18030", "名,姓\n伟,王\n芳,李\n丽华,张"),
    ],
)
def test_names_survive_the_encoding_a_program_happened_to_use(encoding, text):
    assert csvfile.decoded(text.encode(encoding)) == text


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_row():
    with pytest.raises(Refusal, match="row 3.*not closed"):
        list(csvfile.read(b'a,b\nc,d\n"e,f\ng,h\n'))


def test_a_cell_of_ten_megabytes_is_refused():
    with pytest.raises(Refusal, match="row 2"):
        list(csvfile.read(b"a,b\n" + b"x" * 10_000_000 + b",y\n"))


def test_a_thousand_columns_are_refused():
    with pytest.raises(Refusal, match="1,000 columns"):
        list(csvfile.read(b",".join([b"x"] * 1000)))


@pytest.mark.parametrize("data", [b"a,b\nc\0,d", bytes(range(256)) * 40])
def test_what_is_not_text_is_refused(data):
    with pytest.raises(Refusal, match="not text"):
        list(csvfile.read(data))
