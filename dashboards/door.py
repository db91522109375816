"""The page people see who are not let in: what happened, what is safe, what to do.

It stands in front of the gate's locked part, so it uses no script and no file.
"""

from __future__ import annotations

from html import escape

from dashboards.i18n import known, t
from dashboards.visit import Language, Visit, visiting

_STYLE = """
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1c2127;--soft:#59626e;--line:#e3e6ea;--accent:#3451b2}
@media(prefers-color-scheme:dark){:root{--bg:#14161a;--card:#1b1e23;--ink:#e6e8eb;--soft:#a3abb6;--line:#2c3138;--accent:#91a7ff}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--ink);
font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;padding:24px}
main{max-width:520px;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:32px}
h1{font-size:20px;margin:0 0 12px}p{margin:0 0 12px;color:var(--soft)}code{background:var(--bg);padding:2px 6px;border-radius:4px}
a{color:var(--accent)}.mark{font-size:12px;letter-spacing:.08em;color:var(--accent);margin-bottom:16px;font-weight:600}
"""


def door_page(reason: str, language: Language) -> str:
    """Return the whole page for a refusal.

    Parameters
    ----------
    reason : str
        Why the gate did not open, a key of the catalogue's ``door.*`` texts.
    language : str
    """
    with visiting(Visit(language=language)):
        key = reason if known(f"door.{reason}.title") else "other"
        title, text = t(f"door.{key}.title"), t(f"door.{key}.text")
        what = t(f"door.{key}.do")
        tongue = "zh-CN" if language == "zh" else "en"
        return (
            f'<!DOCTYPE html><html lang="{tongue}"><head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
            f"<style>{_STYLE}</style></head><body><main><div class=mark>{escape(t('app.name'))}</div>"
            f"<h1>{escape(title)}</h1><p>{escape(text)}</p><p>{escape(what)}</p></main></body></html>"
        )
