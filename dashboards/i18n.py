"""Every text of the pages in Chinese and English.

The catalogue is the JSON files of ``dashboards/texts``: ``{"key": ["中文", "English"]}``. Pages
call `t`; a missing key is an error in tests and shows itself on the page as the key.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from dashboards.typesetting import chinese
from dashboards.visit import language
from simulator.channel import channels
from simulator.counters import COUNTER_TEXTS, SOURCE_TEXTS
from simulator.rates import RATES
from simulator.texts import Text


@cache
def catalogue() -> dict[str, Text]:
    """Return every text by its key."""
    texts: dict[str, Text] = {}
    for file in sorted(files("dashboards").joinpath("texts").iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".json"):
            for key, (zh, en) in json.loads(file.read_text(encoding="utf-8")).items():
                texts[key] = Text(zh=zh, en=en)
    return texts


def t(key: str, **values: object) -> str:
    """Return the text of a key in the language of the visit, with its values filled in.

    Parameters
    ----------
    key : str
        Key of the catalogue, for example ``"live.title"``.
    **values : object
        What stands in the braces of the text.
    """
    text = catalogue().get(key)
    if text is None:
        return key
    words = text.of(language())
    return words.format(**values) if values else words


def known(key: str) -> bool:
    """Return whether the catalogue has this key."""
    return key in catalogue()


def tx(text: Text | None) -> str:
    """Return a text of the case or the engine in the language of the visit."""
    if text is None:
        return ""
    words = text.of(language())
    return chinese(words) if language() == "zh" else words


def first_known(*keys: str) -> str:
    """Return the text of the first key the catalogue has, else the last part of the last key."""
    for key in keys:
        if known(key):
            return t(key)
    return keys[-1].rsplit(".", 1)[-1].replace("_", " ")


def metric_name(name: str) -> str:
    """Return the field's name of a counter, rate or KPI."""
    if known(f"metric.{name}"):
        return t(f"metric.{name}")
    if name in RATES:
        return _capital(tx(RATES[name].label))
    if name in COUNTER_TEXTS:
        return _capital(tx(COUNTER_TEXTS[name]))
    return _capital(name.replace("_", " "))


def sentence(text: Text) -> str:
    """Return a message of the engine as a line of its own: in English it begins with a capital."""
    return _capital(tx(text))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def source_name(name: str) -> str:
    """Return the field's name of a traffic source."""
    return _capital(tx(SOURCE_TEXTS[name]) if name in SOURCE_TEXTS else first_known(f"source.{name}", name))


def channel_name(name: str) -> str:
    """Return the name of a channel: the catalogue's, else what the channel calls itself."""
    if known(f"channel.{name}"):
        return t(f"channel.{name}")
    labels = {channel.name: channel.label for channel in channels()}
    return tx(labels[name]) if name in labels else first_known(name)


def port_name(name: str) -> str:
    """Return the name of a port of a channel: the catalogue's, else what its channel calls it."""
    if known(f"port.{name}") or known(f"channel.{name}"):
        return first_known(f"port.{name}", f"channel.{name}")
    names = {port.key: port.name for channel in channels() for port in channel.ports}
    return tx(names[name]) if name in names else first_known(name)
