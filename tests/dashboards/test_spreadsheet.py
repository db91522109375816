"""Tables as files: what begins like a formula is text, and Excel finds a sound workbook."""

from __future__ import annotations

import base64
import csv
import io
import xml.etree.ElementTree as ET
import zipfile

import pytest

from dashboards.sample_file import sample_file, sample_table
from dashboards.spreadsheet import csv_file, harmless, xlsx_file
from dashboards.visit import Visit, visiting
from tests.dashboards.sample import sample_panel

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = ("=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "\uff1d1+1")


def read_back(data: bytes, sheet: int = 1) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        root = ET.fromstring(packed.read(f"xl/worksheets/sheet{sheet}.xml"))  # noqa: S314 - our own file
    return [["".join(cell.itertext()) for cell in row] for row in root.iter(f"{MAIN}row")]


@pytest.mark.parametrize("cell", EVIL)
def test_a_cell_that_begins_like_a_formula_is_disarmed(cell: str):
    assert str(harmless(cell)).startswith("'")
    (line,) = list(csv.reader(io.StringIO(csv_file(["a"], [[cell]]).decode("utf-8-sig"))))[1:]
    assert line[0] == f"'{cell}" or line[0].startswith("'")


@pytest.mark.parametrize("cell", [-2, 3.5, None, "plain", "a=b", "P0001"])
def test_numbers_and_plain_words_stay_as_they_are(cell: object):
    assert harmless(cell) == cell  # type: ignore[arg-type]


def test_a_heading_is_disarmed_too():
    assert csv_file(["=x"], []).decode("utf-8-sig") == "'=x\r\n"


def test_a_csv_opens_in_excel_as_utf_8():
    assert csv_file(["兴趣"], [["美食"]]).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("cell", EVIL)
def test_a_workbook_holds_no_formula(cell: str):
    with zipfile.ZipFile(io.BytesIO(xlsx_file([("s", [cell], [[cell]])]))) as packed:
        root = ET.fromstring(packed.read("xl/worksheets/sheet1.xml"))  # noqa: S314 - our own file
    assert root.find(f".//{MAIN}f") is None
    assert {one.get("t") for one in root.iter(f"{MAIN}c")} == {"inlineStr"}


def test_a_workbook_keeps_texts_numbers_and_gaps():
    rows = [["<b>&\"'", 3, 0.25, None, float("nan")]]
    found = read_back(xlsx_file([("样本", ["a", "b", "c", "d", "e"], rows)]))
    assert found == [["a", "b", "c", "d", "e"], ["<b>&\"'", "3", "0.25", "", ""]]


def test_a_workbook_drops_letters_that_xml_cannot_hold():
    assert read_back(xlsx_file([("s", ["a"], [["x\x00y\x0bz"]])]))[1] == ["xyz"]


def test_every_part_of_a_workbook_is_well_formed_and_named():
    data = xlsx_file([("a/b:c", ["x"], []), ("a b c", ["x"], []), ("n" * 60, ["x"], [])])
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for name in packed.namelist():
            ET.fromstring(packed.read(name))  # noqa: S314 - our own file
        book = ET.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314 - our own file
    names = [one.get("name", "") for one in book.iter(f"{MAIN}sheet")]
    assert names == ["a b c", "a b c 2", "n" * 31]


def test_the_same_table_is_the_same_file():
    assert xlsx_file([("s", ["a"], [[1]])]) == xlsx_file([("s", ["a"], [[1]])])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_sample_has_a_heading_and_a_word_for_every_answer(language: str):
    with visiting(Visit(language=language)):  # type: ignore[arg-type]
        head, rows = sample_table(sample_panel())
    assert len(set(head)) == len(head)
    assert len(rows) == sample_panel().size
    assert all(len(row) == len(head) for row in rows)
    assert "age_band" not in head
    chinese = any("\u4e00" <= letter <= "\u9fff" for word in [*head, *map(str, rows[0])] for letter in word)
    assert chinese == (language == "zh")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_sample_comes_as_a_file_with_its_type(kind: str):
    file = sample_file(sample_panel(), "tea-launch", kind)
    assert file["filename"] == f"tea-launch-panel.{kind}"
    data = base64.b64decode(file["content"])
    lines = read_back(data) if kind == "xlsx" else list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(lines) == sample_panel().size + 1
