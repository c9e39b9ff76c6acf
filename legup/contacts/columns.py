"""Columns of a list of people: what a header means in several languages, and how its cells are read."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from itertools import islice

from legup.lib.csvfile import rows
from legup.lib.fold import fold

# One line per field: the words that head such a column in English, German, French, Spanish, Portuguese, Italian,
# Dutch, the Scandinavian languages, and, below, those that share less with them; folded, so without accents and case.
HEADERS = {
    "full_name": "name|full name|display name|contact|contact name|person|vollstandiger name|anzeigename|nom complet|nom et prenom|nombre completo|nombre y apellidos"
    "|nome completo|nome e cognome|volledige naam|weergavenaam|naam|navn|namn|nome visualizzato|nom affiche",
    "given_name": "first name|given name|firstname|first|forename|vorname|prenom|prenoms|nombre|nombre de pila|primer nombre|nome|nome proprio|primeiro nome|voornaam|fornavn|fornamn",
    "middle_name": "middle name|additional name|weitere vornamen|zweiter vorname|deuxieme prenom|segundo nombre|nome do meio|secondo nome|tweede voornaam",
    "family_name": "last name|family name|lastname|last|surname|nachname|familienname|nom|nom de famille|apellido|apellidos|sobrenome|apelido|cognome|achternaam|etternavn|efternamn|efternavn",
    "email": "e-mail address|email address|e-mail|email|mail|e mail|e-mail-adresse|email-adresse|emailadresse|mailadresse|adresse e-mail|adresse email|courriel|adresse electronique"
    "|correo|correo electronico|direccion de correo electronico|direccion de correo|endereco de e-mail|endereco de email|correio eletronico|indirizzo e-mail|indirizzo email"
    "|posta elettronica|e-mailadres|emailadres|e-postadress|e-postadresse|e-post|epost",
    "phone": "phone|phone number|telephone|tel|mobile|mobile phone|cell|cell phone|work phone|home phone|business phone|telefon|telefonnummer|mobil|mobiltelefon|handy|telefon geschaftlich"
    "|telefon privat|telephone portable|portable|numero de telephone|telefono|movil|telefono movil|telefone|telemovel|celular|cellulare|telefoon|telefoonnummer|mobiel",
    "url": "url|link|website|web page|web site|homepage|profile|profile url|linkedin|linkedin url|linkedin profile|webseite|profil|profil-url|site web|sitio web|pagina web|perfil|sito web"
    "|profilo|profiel|webbplats",
    "organization": "organization|organisation|company|company name|employer|organization name|firma|unternehmen|arbeitgeber|entreprise|societe|employeur|empresa|compania|organizacion"
    "|organizacao|azienda|societa|organizzazione|bedrijf|organisatie|werkgever|foretag|bedrift|selskap|virksomhed",
    "title": "position|job title|role|job|occupation|position title|stelle|funktion|berufsbezeichnung|poste|fonction|intitule du poste|cargo|puesto|ocupacion|funcao|posizione|ruolo|mansione"
    "|posizione lavorativa|functie|functietitel|stilling|befattning|jobtitel",
    "location": "location|place|city|town|ort|stadt|lieu|ville|ubicacion|lugar|ciudad|localidade|local|cidade|luogo|citta|localita|plaats|woonplaats|stad|sted",
    "note": "notes|note|comments|comment|remarks|notizen|notiz|bemerkung|bemerkungen|remarques|commentaires|notas|comentarios|observacoes|nota|commenti|notities|opmerkingen|notater|anteckningar",
    "connected_on": "connected on|connected|connection date|verbunden am|verbunden seit|kontakt seit|vernetzt am|connecte le|date de connexion|en relation depuis le|conectado el|fecha de conexion"
    "|conectado em|data da conexao|data de conexao|conexao em|data collegamento|collegato il|data di collegamento|in contatto dal|connectie gemaakt op|verbonden op|verbonden sinds"
    "|datum van connectie|forbundet den|kontakt sedan",
    "uid": "uid|id|identifier",
}
# Polish, Czech, Romanian, Hungarian, Turkish, Finnish, Indonesian, Russian, Ukrainian, Japanese, Chinese and Korean.
FARTHER = {
    "full_name": "imię i nazwisko|celé jméno|nume complet|teljes név|tam ad|ad soyad|koko nimi|nama lengkap|полное имя|повне ім'я|氏名|名前|姓名|이름",
    "given_name": "imię|jméno|křestní jméno|prenume|utónév|keresztnév|adı|etunimi|nama depan|имя|ім'я|名|名字",
    "family_name": "nazwisko|příjmení|nume de familie|vezetéknév|soyadı|soyad|sukunimi|nama belakang|фамилия|прізвище|姓|성",
    "email": "adres e-mail|e-mailová adresa|adresă de e-mail|adresa de e-mail|e-mail-cím|e-posta adresi|e-posta|sähköpostiosoite|sähköposti|alamat email|адрес электронной почты"
    "|электронная почта|адреса електронної пошти|メールアドレス|电子邮件|電子郵件|邮箱|이메일 주소|이메일",
    "phone": "numer telefonu|komórka|telefonní číslo|număr de telefon|telefonszám|telefon numarası|puhelin|puhelinnumero|nomor telepon|телефон|номер телефона|電話番号|電話|电话|手机|전화번호",
    "organization": "společnost|companie|vállalat|cég|şirket|yritys|perusahaan|компания|организация|компанія|会社|会社名|公司|회사",
    "title": "stanowisko|pozice|pracovní pozice|funcție|pozíció|beosztás|pozisyon|unvan|asema|tehtävä|jabatan|posisi|должность|посада|役職|職位|职位|직위|직책",
    "location": "miasto|miejscowość|město|oraș|város|şehir|kaupunki|kota|город|місто|市区町村|城市|도시",
    "note": "uwagi|notatki|poznámky|note|megjegyzés|notlar|muistiinpanot|catatan|заметки|примечания|нотатки|備考|备注|備註|메모",
    "connected_on": "data nawiązania kontaktu|połączono|spojeno dne|datum spojení|data conectării|kapcsolódás dátuma|bağlantı tarihi|yhdistetty|terhubung pada|дата установления контакта"
    "|дата контакта|дата встановлення контакту|つながった日|连接日期|1촌이 된 날짜",
}  # fmt: skip
MEANING = {fold(word): field for kind in (HEADERS, FARTHER) for field, words in kind.items() for word in words.split("|")}
SEVERAL = ("email", "phone", "url")
_MONTHS = [
    "january|januar|janvier|enero|janeiro|gennaio|januari|styczen|leden|ianuarie|ocak|tammikuu|январь|января",
    "february|februar|fevrier|febrero|fevereiro|febbraio|februari|luty|unor|subat|helmikuu|февраль|февраля",
    "march|marz|mars|marzo|marco|maart|mrt|marzec|brezen|martie|mart|maaliskuu|marcius|март|марта",
    "april|avril|abril|aprile|kwiecien|duben|aprilie|nisan|huhtikuu|aprilis|апрель|апреля",
    "may|mai|mayo|maio|maggio|mei|maj|kveten|mayis|toukokuu|majus|май|мая",
    "june|juni|juin|junio|junho|giugno|czerwiec|cerven|iunie|haziran|kesakuu|junius|июнь|июня",
    "july|juli|juillet|julio|julho|luglio|lipiec|cervenec|iulie|temmuz|heinakuu|julius|июль|июля",
    "august|aout|agosto|augustus|augusti|sierpien|srpen|agustos|elokuu|август|августа",
    "september|septembre|septiembre|setembro|settembre|wrzesien|zari|septembrie|eylul|syyskuu|szeptember|сентябрь|сентября",
    "october|oktober|octobre|octubre|outubro|ottobre|pazdziernik|rijen|octombrie|ekim|lokakuu|октябрь|октября",
    "november|novembre|noviembre|novembro|listopad|noiembrie|kasim|ноябрь|ноября",
    "december|dezember|decembre|diciembre|dezembro|dicembre|grudzien|prosinec|decembrie|aralik|joulukuu|декабрь|декабря",
]


def _month_names() -> dict[str, int]:
    """Every name of a month and every beginning of it, from three letters on, that means one month only."""
    found: dict[str, set[int]] = {}
    for number, names in enumerate(_MONTHS, 1):
        for name in names.split("|"):
            for length in range(3, len(name) + 1):
                found.setdefault(name[:length], set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


MONTHS = _month_names()


def meaning(header: str) -> str:
    """The field that *header* names, or nothing. A number at its end does not matter: E-mail 2."""
    plain = " ".join(fold(header).replace("_", " ").replace("*", " ").strip(" .:").split())
    return MEANING.get(plain) or MEANING.get(plain.rstrip("0123456789 .#)("), "")


def placed(header: list[str]) -> dict[str, list[int]]:
    """Where each field stands in a row with this *header*.

    Shape: the first column of a meaning counts, but every e-mail, telephone and web column does.
    """
    places: dict[str, list[int]] = {}
    for index, name in enumerate(header):
        field = meaning(name)
        if field and (field in SEVERAL or field not in places):
            places.setdefault(field, []).append(index)
    return _sorted_out(places)


def _sorted_out(places: dict[str, list[int]]) -> dict[str, list[int]]:
    """Names settled by their neighbours: Name beside Vorname is a family name, Nom alone is a whole name."""
    parts = [field for field in ("given_name", "family_name") if field in places]
    if "full_name" in places and len(parts) == 1:
        places["family_name" if parts == ["given_name"] else "given_name"] = places.pop("full_name")
    elif "full_name" not in places and len(parts) == 1:
        places["full_name"] = places.pop(parts[0])
    return places


def table(text: str, number: int, header: list[str]) -> Iterator[tuple[int, list[str] | None]]:
    """The rows below the header in row *number*, blank ones left out, short ones filled up.

    Shape: (row number, cells); None for cells where the file ends in the middle of a row.
    Raises: Refusal as `csvfile.rows` does.
    """
    width, held = len(header), None
    for at, row in enumerate(islice(rows(text), number, None), number + 1):
        if held:
            yield held
            held = None
        if len(row) >= width:
            yield at, row
        elif any(row):
            held = at, row + [""] * (width - len(row))
    if held:
        yield held if text.endswith(("\n", "\r")) else (held[0], None)


def joined(given: str, middle: str, family: str) -> str:
    """The full name from its parts, in the order its own script has.

    Rule: Chinese, Japanese and Korean names begin with the family name; all others stay as the file has them.
    """
    if given and family and not middle and _is_east_asian(given) and _is_east_asian(family):
        return family + given
    if middle:
        return " ".join(filter(None, (given, middle, family)))
    return f"{given} {family}" if given and family else given or family


def _is_east_asian(text: str) -> bool:
    return "\u3040" <= text[0] <= "\u9fff" or "\uac00" <= text[0] <= "\ud7a3"


@lru_cache(maxsize=10_000)
def day(text: str, day_first: bool | None = None) -> date | None:
    """The date that *text* says: 15 Jan 2024, 2024-01-15, 15. Januar 2024, Jan 15, 2024, 15.01.2024.

    Shape: None when it is no date, or when 03/04/2024 may mean two days and *day_first* does not say which.
    """
    if text[10:11] == "T":
        text = text[:10]
    for mark in ",./-\u00a0年月日년월일":
        text = text.replace(mark, " ")
    words = [w for w in text.split() if fold(w) not in ("de", "del", "di", "of", "the")][:3]
    if len(words) != 3:
        return None
    numbers = [int(w) if w.isdecimal() else 0 for w in words]
    try:
        return _from_name(words, numbers) if 0 in numbers else _from_numbers(words, numbers, day_first)
    except ValueError:
        return None


def _from_name(words: list[str], numbers: list[int]) -> date | None:
    """A date whose month is a word."""
    at = numbers.index(0)
    month = MONTHS.get(fold(words[at]))
    rest = [n for i, n in enumerate(numbers) if i != at]
    if month is None or at == 2:
        return None
    if len(words[0]) == 4 and words[0].isdecimal():
        rest.reverse()
    return date(_year(rest[1]), month, rest[0])


def _from_numbers(words: list[str], numbers: list[int], day_first: bool | None) -> date | None:
    first, second, third = numbers
    if len(words[0]) == 4:
        return date(first, second, third)
    if first > 12 or first == second or day_first:
        return date(_year(third), second, first)
    if second > 12 or day_first is False:
        return date(_year(third), first, second)
    return None


def _year(number: int) -> int:
    return number + 2000 if number < 100 else number


def is_day_first(cells: Iterable[str]) -> bool | None:
    """Whether a column of dates puts the day before the month; None when nothing tells or it need not be known.

    Rule: dates with points are day first; with slashes or hyphens, a number above 12 tells for the whole column.
    """
    for cell in filter(None, cells):
        first, *rest = cell[:40].replace(".", "/").replace("-", "/").split(",")[0].split("/")
        if len(rest) < 2 or not first.isdecimal() or not rest[0].isdecimal() or len(first) > 2:
            return None
        if "." in cell or int(first) > 12:
            return True
        if int(rest[0]) > 12:
            return False
    return None
