"""Reading .xlsx and .csv that somebody uploads: plain texts and numbers, nothing evaluated.

A workbook is a zip of XML. What unpacks to more than is sensible, or declares a document type (the
way to entity bombs), is refused; formulas give the value that Excel had kept.
"""

from __future__ import annotations

import csv
import io
import re
import xml.etree.ElementTree as ET
import zipfile

from dashboards.i18n import t
from simulator.errors import PlanError

MOST_BYTES = 360 * 1024
"""Largest file (the gate takes posts of 512 KB, and base64 adds a third)."""
MOST_UNPACKED = 16 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 400, 80
"""A plan has some tens of rows and at most 30 days (assumed)."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"([A-Z]{1,3})\d+")
Table = list[list[str]]


def read_table(name: str, data: bytes) -> Table:
    """Return the first sheet of a workbook, or the table of a .csv, as texts.

    Raises
    ------
    PlanError
        If it is no such file, or too large.
    """
    if len(data) > MOST_BYTES:
        raise PlanError(t("plan.file.large", most=MOST_BYTES // 1024))
    return read_xlsx(data) if data[:2] == b"PK" else read_csv(data, name)


def read_csv(data: bytes, name: str = "") -> Table:
    """Return the table of a .csv in UTF-8 or in the encoding of Chinese Excel."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        first = text.split("\n", 1)[0]
        rows = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first and "," not in first else ",")
        try:
            return [
                [_undone(cell) for cell in row[:MOST_COLUMNS]]
                for row, _ in zip(rows, range(MOST_ROWS), strict=False)
            ]
        except csv.Error:
            break
    raise PlanError(t("plan.file.neither", name=name))


def _undone(cell: str) -> str:
    """Return a cell without the mark that `harmless` put before it."""
    return cell[1:].strip() if cell.startswith("'") else cell.strip()


def read_xlsx(data: bytes) -> Table:
    """Return the first sheet of a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise PlanError(t("plan.file.unpacks"))
            shared = _shared(packed)
            return _sheet(_parse(packed.read(_first_sheet(packed))), shared)
    except (
        zipfile.BadZipFile,
        KeyError,
        ET.ParseError,
        ValueError,
        NotImplementedError,
        EOFError,
    ) as problem:
        if isinstance(problem, PlanError):
            raise
        raise PlanError(t("plan.file.broken")) from problem


def _parse(text: bytes) -> ET.Element:
    if b"<!DOCTYPE" in text or b"\x00" in text:
        raise PlanError(t("plan.file.broken"))
    return ET.fromstring(text)  # noqa: S314 - no document type, so nothing to expand; its size is bounded


def _first_sheet(packed: zipfile.ZipFile) -> str:
    """Return where the first sheet of the workbook lies, as its relations say."""
    sheets = _parse(packed.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    first = next(sheets, None)
    if first is None:
        raise PlanError(t("plan.file.sheetless"))
    key = next((value for name, value in first.attrib.items() if name.endswith("}id")), "")
    for relation in _parse(packed.read("xl/_rels/workbook.xml.rels")):
        if relation.get("Id") == key:
            target = str(relation.get("Target"))
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise PlanError(t("plan.file.sheetless"))


def _shared(packed: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in packed.namelist():
        return []
    return [_words(item) for item in _parse(packed.read("xl/sharedStrings.xml")).iter(f"{_MAIN}si")]


def _words(item: ET.Element) -> str:
    """Return the text of a string item; its phonetic hints are no part of it."""
    parts = [item.find(f"{_MAIN}t"), *[run.find(f"{_MAIN}t") for run in item.findall(f"{_MAIN}r")]]
    return "".join(part.text or "" for part in parts if part is not None)


def _sheet(root: ET.Element, shared: list[str]) -> Table:
    table: Table = []
    for row, _ in zip(root.iter(f"{_MAIN}row"), range(MOST_ROWS), strict=False):
        cells: list[str] = []
        for cell in row.iter(f"{_MAIN}c"):
            place = _column(cell.get("r") or "", len(cells))
            if place >= MOST_COLUMNS:
                break
            cells += [""] * (place - len(cells))
            cells[place:] = [_cell(cell, shared)]
        table.append(cells)
    return table


def _column(reference: str, following: int) -> int:
    """Return the place of a cell by its reference (``B7`` is 1); without one it follows the last."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return following
    place = 0
    for letter in found[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _cell(cell: ET.Element, shared: list[str]) -> str:
    kind, value = cell.get("t"), cell.findtext(f"{_MAIN}v") or ""
    if kind == "inlineStr":
        inside = cell.find(f"{_MAIN}is")
        return "" if inside is None else _words(inside).strip()
    if kind == "s":
        return shared[int(value)].strip() if value.isdigit() and int(value) < len(shared) else ""
    return value.strip()
