"""Letters as mail programs really write them: what is new stands open, answers between the quotes too, and nothing is cut."""

import base64
import quopri

import pytest

from legup.lib.letter_parts import attachments, fit_name
from legup.lib.letter_reading import identity, read
from legup.lib.quoting import own_words, pieces


def letter(body: str, content: str = "text/plain; charset=utf-8", charset: str = "utf-8") -> bytes:
    packed = quopri.encodestring(body.encode(charset)).decode("ascii")
    return f"From: Ben <ben@wells.example>\r\nSubject: Re: A question\r\nMIME-Version: 1.0\r\nContent-Type: {content}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{packed}".encode()


GMAIL = """Dear Ana,

gladly. Thursday at ten?

Ben

On Mon, Mar 2, 2026 at 12:00 PM Ana Duarte <ana@northfield.example>
wrote:

> Dear Ben,
>
> Could we talk for twenty minutes?
"""
OUTLOOK = """Gladly. Thursday at ten?

Ben

________________________________
From: Ana Duarte <ana@northfield.example>
Sent: Monday, March 2, 2026 12:00 PM
To: Ben Okafor <ben@wells.example>
Subject: A question

Dear Ben,
Could we talk for twenty minutes?
"""
OUTLOOK_GERMAN = """Gern. Donnerstag um zehn?

Von: Ana Duarte <ana@northfield.example>
Gesendet: Montag, 2. März 2026 12:00
An: Ben Okafor <ben@wells.example>
Betreff: A question

Dear Ben,
Could we talk for twenty minutes?
"""
APPLE = """Gladly. Thursday at ten?

Ben

> On 2 Mar 2026, at 12:00, Ana Duarte <ana@northfield.example> wrote:
>
> Dear Ben,
> Could we talk for twenty minutes?
"""
GERMAN = """Gern, Donnerstag um zehn?

Am 02.03.26 um 12:00 schrieb Ana Duarte:
> Dear Ben,
> Could we talk for twenty minutes?
"""
FRENCH = """Avec plaisir, jeudi à dix heures ?

Le lun. 2 mars 2026 à 12:00, Ana Duarte <ana@northfield.example> a
écrit :

> Dear Ben,
> Could we talk for twenty minutes?
"""
GMAIL_HTML = """<div dir="ltr">Gladly. Thursday at ten?<div><br></div><div>Ben</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Mar 2, 2026 at 12:00 PM Ana Duarte &lt;<a href="mailto:ana@northfield.example">ana@northfield.example</a>&gt; wrote:<br></div>
<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex"><div>Dear Ben,<br>Could we talk for twenty minutes?</div></blockquote></div>"""
OUTLOOK_HTML = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><div class="WordSection1"><p class="MsoNormal">Gladly. Thursday at ten?<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>
<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Ana Duarte &lt;ana@northfield.example&gt;<br><b>Sent:</b> Monday, March 2, 2026 12:00 PM<br><b>To:</b> Ben Okafor &lt;ben@wells.example&gt;<br><b>Subject:</b> A question</p></div>
<p class="MsoNormal">Dear Ben,</p><p class="MsoNormal">Could we talk for twenty minutes?</p></div></body></html>"""


@pytest.mark.parametrize(
    ("raw", "new"),
    [
        (letter(GMAIL), "Dear Ana,\n\ngladly. Thursday at ten?\n\nBen"),
        (letter(OUTLOOK), "Gladly. Thursday at ten?\n\nBen"),
        (letter(OUTLOOK_GERMAN), "Gern. Donnerstag um zehn?"),
        (letter(APPLE), "Gladly. Thursday at ten?\n\nBen"),
        (letter(GERMAN), "Gern, Donnerstag um zehn?"),
        (letter(FRENCH), "Avec plaisir, jeudi à dix heures ?"),
        (letter(GMAIL_HTML, "text/html; charset=utf-8"), "Gladly. Thursday at ten?\n\nBen"),
        (letter(OUTLOOK_HTML, "text/html; charset=utf-8"), "Gladly. Thursday at ten?"),
    ],
    ids=["gmail", "outlook", "outlook-german", "apple", "german", "french", "gmail-html", "outlook-html"],
)  # fmt: skip
def test_an_answer_above_the_quote_stands_open_and_the_quote_is_folded(raw, new):
    answer, quote = pieces(read(raw).text)
    assert (answer.text.strip(), answer.is_quoted) == (new, False)
    assert quote.is_folded and "Could we talk for twenty minutes?" in quote.text


BETWEEN = """Hello Ana,

On Mon, 2 Mar 2026, Ana wrote:
> When could we talk?

Thursday at ten.

> By phone or video?
Phone.

Ben
"""
BETWEEN_HTML = """<p>Hello Ana,</p><div>On Mon, 2 Mar 2026, Ana wrote:</div><blockquote type="cite"><p>When could we talk?</p></blockquote><p>Thursday at ten.</p>
<blockquote type="cite"><p>By phone or video?</p></blockquote><p>Phone.</p><p>Ben</p>"""
BETWEEN_NESTED_HTML = """<div>On Mon, 2 Mar 2026, Ana wrote:</div><blockquote><p>When could we talk?</p><blockquote><p>Earlier still</p></blockquote></blockquote><p>Thursday at ten.</p>"""
BOTTOM = "On Mon, 2 Mar 2026, Ana wrote:\n" + "".join(f"> line {n}\n" for n in range(30)) + "\nThursday at ten.\n\nBen\n"


@pytest.mark.parametrize("raw", [letter(BETWEEN), letter(BETWEEN_HTML, "text/html; charset=utf-8")], ids=["plain", "html"])
def test_answers_between_the_quotes_stand_open_beside_what_they_answer(raw):
    shown = pieces(read(raw).text)
    assert [(p.is_quoted, p.is_folded) for p in shown] == [(False, False), (True, False), (False, False), (True, False), (False, False)]
    assert "Thursday at ten." in shown[2].text and shown[1].text.strip() == "When could we talk?" and shown[3].text.strip() == "By phone or video?"
    assert "Thursday at ten." in own_words(read(raw).text) and "When could we talk?" not in own_words(read(raw).text)


def test_quotes_within_quotes_keep_their_depth():
    shown = pieces(read(letter(BETWEEN_NESTED_HTML, "text/html; charset=utf-8")).text)
    assert shown[-1].text.strip() == "Thursday at ten." and "> Earlier still" in "".join(p.text for p in shown if p.is_quoted)


def test_an_answer_below_a_long_quote_stands_open_and_the_quote_is_folded():
    shown = pieces(read(letter(BOTTOM)).text)
    assert [p.is_folded for p in shown] == [False, True, False] and "Thursday at ten." in shown[-1].text


@pytest.mark.parametrize("said", ["Please see my answers below in red.", "My comments are inline.", "Siehe meine Antworten unten in rot."])
def test_where_the_writer_says_that_answers_are_below_nothing_is_folded(said):
    text = f"{said}\n\nFrom: Ana <ana@northfield.example>\nSent: Monday\nTo: Ben\nSubject: A question\n\nWhen could we talk? Thursday at ten.\n"
    assert [(p.text, p.is_folded) for p in pieces(text)] == [(text, False)]


def test_no_word_of_a_letter_is_ever_missing():
    for raw in (GMAIL, OUTLOOK, OUTLOOK_GERMAN, APPLE, GERMAN, FRENCH, BETWEEN, BOTTOM):
        words = raw.replace(">", " ").split()
        assert " ".join(p.text for p in pieces(raw)).replace(">", " ").split() == words


# What it was packed in


def test_lines_broken_for_the_mail_are_whole_again():
    flowed = "This is one long line that was \nbroken in two.\nThis is another.\n> quoted and \n> flowed too\n-- \nBen\n"
    raw = f"Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n{flowed}".encode()
    assert read(raw).text == "This is one long line that was broken in two.\nThis is another.\n> quoted and flowed too\n--\nBen"
    raw = b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\nfoot \r\nball\r\n  stuffed"
    assert read(raw).text == "football\n stuffed"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Type: text/plain; charset=ISO-2022-JP\r\n\r\n" + "喜んで。木曜日に。".encode("iso-2022-jp"), "喜んで。木曜日に。"),
        (b"Content-Type: text/plain\r\n\r\n" + "喜んで。".encode("iso-2022-jp"), "喜んで。"),
        (b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + "①番".encode("iso2022_jp_ext", "replace"), None),
        (b"Content-Type: text/plain; charset=shift_jis\r\n\r\n" + "①髙橋".encode("cp932"), "①髙橋"),
        (b"Content-Type: text/plain; charset=gb2312\r\n\r\n" + "镕".encode("gb18030"), "镕"),
        (b"Content-Type: text/plain; charset=ks_c_5601-1987\r\n\r\n" + "안녕하세요".encode("cp949"), "안녕하세요"),
        (b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n\x93Gern\x94", "\x93Gern\x94"),
        (b"Content-Type: text/plain; charset=us-ascii\r\n\r\nGr\xc3\xbc\xc3\x9fe", "Grüße"),
        (b"Content-Type: text/plain; charset=unknown-8bit\r\n\r\nGr\xfc\xdfe", "Grüße"),
        (b"Content-Type: text/plain; charset=windows-1252\r\n\r\n\x81Gern \xff", None),
        (b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes("Grüße".encode()).replace(b"\n", b" \n"), "Grüße"),
    ],
)
def test_words_are_read_in_the_charset_they_claim_or_are_in(raw, text):
    found = read(raw).text
    assert found == text if text is not None else found


# What hangs on it


def test_attachments_are_counted_as_the_server_counts_them():
    raw = (
        b'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary="a"\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nwords\r\n--a\r\nContent-Type: text/html\r\n\r\n<p>words</p>\r\n--a--\r\n'
        b'--m\r\nContent-Type: image/png; name="logo.png"\r\nContent-ID: <logo>\r\nContent-Disposition: inline\r\n\r\nsmall\r\n'
        b"--m\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''Lebenslauf%20%C3%9C.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n"
        b'--m\r\nContent-Type: text/calendar; name="invite.ics"\r\n\r\nBEGIN:VCALENDAR\r\n'
        b"--m\r\nContent-Type: message/rfc822\r\n\r\nSubject: Earlier / letter\r\n\r\nx\r\n--m--\r\n"
    )
    assert [(a["section"], a["name"]) for a in attachments(raw)] == [("3", "Lebenslauf Ü.pdf"), ("4", "invite.ics"), ("5", "letter.eml")]
    assert attachments(raw)[0]["octets"] == 3


@pytest.mark.parametrize(
    ("given", "name"),
    [("../../etc/passwd", "passwd"), ("C:\\x\\cv.doc", "cv.doc"), ('a"b\r\nX: y.pdf', "abX y.pdf"), ("\u202egpj.exe", "gpj.exe"), (".htaccess", "htaccess"), ("", "")],
)  # fmt: skip
def test_a_name_is_fit_to_be_a_files(given, name):
    assert fit_name(given) == name


def test_hostile_letters_have_their_attachments_listed_too():
    for raw in (b"", b"\xff" * 5_000, b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: a/b\r\n\r\nx\r\n" * 5_000, b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 4_000):
        assert len(attachments(raw)) <= 50


def test_a_letter_is_the_same_whatever_servers_wrote_on_it():
    raw = letter(GMAIL)
    assert identity(raw) == identity(b"Received: from a by b\r\nX-Spam: no\r\n" + raw) == identity(raw.replace(b"\r\n", b"\n"))
    assert identity(raw) != identity(raw.replace(b"Thursday", b"Friday")) != identity(raw.replace(b"A question", b"Another"))
