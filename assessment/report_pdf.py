"""The report as a PDF, by the optional extra ``quanmei[pdf]``: no browser is needed."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

from simulator.errors import PlanError

HOW = (
    "PDF 需要可选组件：uv pip install 'quanmei[pdf]'（并需系统的 Pango 库），或在浏览器里打开 report.html 打印成 PDF / "
    "a PDF needs the optional extra: uv pip install 'quanmei[pdf]' (and the system's Pango library); "
    "or open report.html in a browser and print it to PDF"
)


def check_pdf() -> None:
    """Say how to get PDFs where the extra is missing.

    Raises
    ------
    PlanError
        With the command.
    """
    _library()


def _library() -> Any:
    try:
        return importlib.import_module("weasyprint")
    except (ImportError, OSError):  # OSError: the library is there, Pango is not
        raise PlanError(HOW) from None


def pdf_of(page: str) -> bytes:
    """Return a page of `assessment.report.html_report` as a PDF."""
    return bytes(_library().HTML(string=page).write_pdf())


def write_pdf(page: str, path: Path) -> None:
    """Write a page of `assessment.report.html_report` as a PDF."""
    path.write_bytes(pdf_of(page))
