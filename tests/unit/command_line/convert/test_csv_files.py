"""CSV of any dialect and encoding becomes Cognito's."""

import csv
import io
from collections.abc import Sequence

import pytest

from tests.unit.command_line.convert.converting import Converter

ROWS = [
    ["username", "email", "email_verified", "given_name", "address"],
    ["ada", "ada@example.com", "TRUE", "Zoë", "1 Main St, Town"],
    ["bob", "bob@example.com", "False", "Jörg", "2 Main St\nTown"],
]
USERS = [
    {
        "cognito:username": "ada",
        "email": "ada@example.com",
        "email_verified": "true",
        "given_name": "Zoë",
        "address": "1 Main St, Town",
    },
    {
        "cognito:username": "bob",
        "email": "bob@example.com",
        "email_verified": "false",
        "given_name": "Jörg",
        "address": "2 Main St Town",
    },
]


def text(separator: str = ",", end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    """Return the rows as Python or a spreadsheet writes them."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([[value.replace("\n", end) for value in row] for row in ROWS])
    return file.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_every_dialect_is_found(
    converter: Converter, separator: str, end: str, quoting: int
) -> None:
    """Separator, line ends, and quotes; a lone carriage return ends a line, too."""
    assert converter.users(text(separator, end, quoting)) == USERS


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"],
)
def test_every_encoding_is_found(converter: Converter, encoding: str) -> None:
    """By its mark, its zeros, or its letters."""
    assert converter.users(text(";").encode(encoding)) == USERS


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("cp1250", "Łukasz Świątek"),
        ("cp1251", "Иван Петров"),
        ("cp1253", "Γιώργος Μαρία"),
        ("cp1252", "Peña François Søren João"),
        ("shift_jis", "山田太郎 鈴木"),
        ("gb18030", "王小明 北京市 李华"),
        ("euc_kr", "김철수 서울 이영희"),
        ("big5", "陳大文 台北 林小明"),
    ],
)
def test_a_guessed_encoding_is_said(converter: Converter, encoding: str, name: str) -> None:
    """And the guess is right for names of several alphabets."""
    done = converter.convert(f"username,name\nada,{name}\n".encode(encoding))

    assert done.users == [{"cognito:username": "ada", "name": name}]
    assert f"the encoding {encoding} is a guess" in done.out


def test_a_named_encoding_is_used(converter: Converter) -> None:
    """Czech letters of cp1250 are others in cp1252, so nobody can find out."""
    content = "username,name\nada,Dvořák Žďár\n".encode("cp1250")

    done = converter.convert(content, "--encoding", "cp1250")

    assert done.users == [{"cognito:username": "ada", "name": "Dvořák Žďár"}]
    assert "guess" not in done.out


def test_a_named_separator_is_used(converter: Converter) -> None:
    """Where two fit, the command asks."""
    content = "username,mail;x,y\nada,ada@example.com;x,y\n"

    refused = converter.convert(content)
    done = converter.convert(content, "--separator", "comma", "--map", "name=mail;x")

    assert refused.code == 2
    assert "Two separators fit the first lines" in refused.err
    assert "--separator semicolon" in refused.err
    assert done.users == [{"cognito:username": "ada", "name": "ada@example.com;x"}]


def test_cognito_s_own_dialect_stays(converter: Converter) -> None:
    r"""An escaped comma is a comma, and dates are Cognito's, with the month first."""
    content = "cognito:username,address,birthdate\nada,Main St\\, 5,01/02/1990\n"

    assert converter.users(content) == [
        {"cognito:username": "ada", "address": "Main St, 5", "birthdate": "01/02/1990"}
    ]


def test_excel_s_hint_names_the_separator(converter: Converter) -> None:
    """In a line of its own, before the header."""
    users = converter.users("sep=;\r\nusername;name\r\nada;Ada, Dr.\r\n")

    assert users == [{"cognito:username": "ada", "name": "Ada, Dr."}]


def test_a_number_as_a_name_is_a_name(converter: Converter) -> None:
    """As pandas writes them for columns without one."""
    users = converter.users("0,username\n7,ada\n")

    assert users == [{"cognito:username": "ada"}]


def test_a_file_of_one_column_has_no_separator(converter: Converter) -> None:
    """Whatever is in it."""
    users = converter.users("email\nada@example.com\n", "--username-from", "email")

    assert users == [{"cognito:username": "ada@example.com", "email": "ada@example.com"}]


def test_rows_of_another_width_are_left_out_and_located(converter: Converter) -> None:
    """Separators at the end are a spreadsheet's; blank lines don't count."""
    content = "username;name\nada;Ada;;\n\nsecret-cell\nbob;secret;cell\n;\neve;Eve\n"

    done = converter.convert(content)

    assert [user["cognito:username"] for user in done.users] == ["ada", "eve"]
    assert done.code == 3
    assert "given.csv:4: with fewer values than the header; left out" in done.out
    assert "given.csv:5: with more values than the header; left out" in done.out
    assert "secret" not in done.out + done.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"username,email\n", "has no users"),
        (b"\n\n", "has no users"),
        (b"PK\x03\x04abc", "is an Excel workbook or a ZIP file. Save the sheet as CSV UTF-8"),
        (b"\x1f\x8babc", "is a gzip file. Decompress it: gunzip < FILE > NEW.csv"),
        (b"a,b\n\x00\x01\x02\xff\n", "isn't a text file"),
        (b"ada,ada@example.com\nbob,bob@example.com\n", "looks like a user, not like a header"),
        (b"+4915123456789,ada\n", "looks like a user, not like a header"),
        (b'username,name\nada,"' + b"x" * 200_000, "Perhaps a quote isn't closed"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_a_sentence(
    converter: Converter, content: bytes, said: str
) -> None:
    """That says what it is, without a cell."""
    done = converter.convert(content)

    assert (done.code, done.out, done.users) == (2, "", [])
    assert said in done.err
    assert done.err.count("\n") == 1
    assert "ada" not in done.err


@pytest.mark.parametrize("names", [["E-Mail", "e-mail"], ["Email", "Email"]])
def test_two_columns_of_one_name_are_told_apart(converter: Converter, names: Sequence[str]) -> None:
    """By a number, so that a person can choose one."""
    first, second = names
    content = f"username,{first},{second}\nada,a@example.com,b@example.com\n"

    done = converter.convert(content)

    assert done.code == 2
    assert f"Which of {first}, {second if first != second else 'Email (2)'} is email?" in done.err


def test_a_title_above_the_header_is_not_a_file_without_users(converter: Converter) -> None:
    """The columns' names are behind it, so no row has as many values as the first line."""
    done = converter.convert("Our users,,\n,,\nusername,email,email_verified\na,a@b.co,true\n")

    assert done.code == 2
    assert "If a title stands above the names of the columns, remove it." in done.err
