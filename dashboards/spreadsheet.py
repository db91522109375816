"""Tables as files for Excel: .csv and .xlsx, written here and safe to open.

A text that begins like a formula is never one: in a .csv it gets an apostrophe before it (OWASP,
CSV injection); in an .xlsx it is a string cell, which no program evaluates.
"""

from __future__ import annotations

import csv
import io
import math
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

Cell = str | float | int | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # full width too
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31  # letters of a sheet's name in Excel

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    "{sheets}</Types>"
)
_SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{number}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>'
)
_STILL = (1980, 1, 1, 0, 0, 0)  # the same table is the same file


def harmless(cell: Cell) -> Cell:
    """Return a cell that a spreadsheet cannot take for a formula.

    Examples
    --------
    >>> harmless("=1+1"), harmless(-2), harmless("plain")
    ("'=1+1", -2, 'plain')
    """
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def csv_file(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return a table as .csv; the mark at its start tells Excel that it is UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in head])
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Cell]]]]) -> bytes:
    """Return a workbook.

    Parameters
    ----------
    sheets : sequence of (name, head, rows)
        At least one; the head stays in view when the sheet is scrolled.
    """
    names = _sheet_names([name for name, _, _ in sheets])
    numbers = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": _TYPES.format(sheets="".join(_SHEET_TYPE.format(number=n) for n in numbers)),
        "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": _workbook(names),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"rId{n}": ("worksheet", f"worksheets/sheet{n}.xml") for n in numbers}
            | {f"rId{len(sheets) + 1}": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _STYLES,
    }
    for number, (_, head, rows) in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(head, rows)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _STILL)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, text)
    return file.getvalue()


def _sheet_names(names: Sequence[str]) -> list[str]:
    """Return names that Excel takes: short, without some signs, each once."""
    taken: list[str] = []
    for name in names:
        short = (_SHEET_NAME.sub(" ", name).strip(" '") or "Sheet")[:_LONGEST_NAME]
        number = 2
        free = short
        while free.lower() in [one.lower() for one in taken]:
            free = f"{short[: _LONGEST_NAME - 4]} {number}"
            number += 1
        taken.append(free)
    return taken


def _relations(entries: dict[str, tuple[str, str]]) -> str:
    found = [
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in entries.items()
    ]
    return _RELATIONS.format(entries="".join(found))


def _workbook(names: Sequence[str]) -> str:
    sheets = [
        f'<sheet name="{_text(name, quote=True)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    ]
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{''.join(sheets)}</sheets></workbook>"
    )


def _sheet(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    lines = [_row(1, head, style=1), *[_row(number, row) for number, row in enumerate(rows, start=2)]]
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_MAIN}">'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView>'
        f"</sheetViews><sheetData>{''.join(lines)}</sheetData></worksheet>"
    )


def _row(number: int, cells: Sequence[Cell], *, style: int = 0) -> str:
    return f'<row r="{number}">{"".join(_cell(cell, style) for cell in cells)}</row>'


def _cell(cell: Cell, style: int) -> str:
    marked = f' s="{style}"' if style else ""
    if cell is None or (isinstance(cell, float) and not math.isfinite(cell)):
        return f"<c{marked}/>"
    if isinstance(cell, str):
        return f'<c t="inlineStr"{marked}><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
    return f"<c{marked}><v>{cell}</v></c>"


def _text(words: str, *, quote: bool = False) -> str:
    clean = _NOT_XML.sub("", words)
    return escape(clean, {'"': "&quot;"}) if quote else escape(clean)
