"""The raw material behind the facts as documented Parquet files, so that anyone can compute more."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from simulator.errors import FactsError

_WHO = {"person": "simulated person (number)", "item": "piece (number)", "creator": "creator (number)"}
_PLAY = {"minute": "minutes since day 1, 00:00", "duration_s": "length of the piece, seconds"}

TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "audience": {
        "person": _WHO["person"], "age": "age band", "gender": "male or female", "city_tier": "city tier",
        "fans": "followers, people", "friends": "friends in the graph",
    },
    "short_video_impressions": _WHO | _PLAY | {
        "watch_s": "seconds watched, running again included", "complete": "seen to the end",
        "like": "liked", "comment": "commented", "share": "shared with friends", "collect": "saved",
        "follow": "began to follow the creator", "profile": "opened the creator's page",
        "dislike": "not interested", "report": "reported", "source": "where the meeting came from",
    },
    "short_video_items": {
        "item": _WHO["item"], "creator": _WHO["creator"], "followers": "of the creator, people",
        "duration_s": _PLAY["duration_s"], "upload_minute": _PLAY["minute"],
        "hour": "hour since day 1, 00:00", "views": "plays in the hour (agents)", "likes": "likes in the hour",
        "comments": "comments in the hour", "shares": "shares in the hour", "collects": "saves in the hour",
        "follows": "new followers in the hour", "profile_visits": "profile visits in the hour",
        "dislikes": "objections in the hour", "reports": "reports in the hour",
    },
    "live_entries": {
        "person": _WHO["person"], "room": "live room (number)", "enter_s": "second of entry since day 1, 00:00",
        "leave_s": "second of leaving (both seconds are estimated within their minute)",
        "source": "how the room was found", "comment": "comments made",
        "like": "likes given", "gift": "gifts given",
        "gift_value": "value of gifts, platform coins", "cart": "opened the product bag",
        "order": "orders placed", "refund": "1 where this person ordered here and gave something back",
    },
    "live_rooms": {
        "room": "live room", "fans": "followers of the account, people", "apparel": "sells clothes",
        "views": "entries, people", "orders": "orders, people", "refunds": "orders given back, people", "gmv": "yuan",
    },
    "dose_response": {"spend": "yuan spent in a week on short video", "added": "sales it added in two weeks, yuan"},
    "oa_articles": {
        "article": "article (number)", "account": "official account (number)", "followers": "of the account",
        "delivered": "followers it was delivered to", "source": "where the read came from",
        "hour": "hours since publication", "reads": "reads in the hour", "shares": "shares in the hour",
        "likes": "likes in the hour",
    },
    "repost_trees": {
        "root": "post (number)", "node": "who reposted", "parent": "whose repost was read, -1 for the post itself",
        "seconds": "since the post", "follower_count": "followers of the reposter",
    },
    "hot_list": {
        "topic": "topic (number)", "minute": _PLAY["minute"], "rank": "place on the list, 1 to 50",
        "heat": "the list's figure",
    },
    "hot_topics": {
        "topic": "topic (number)", "hour": "hours since its first active hour", "reads": "reads in the hour",
        "discussions": "mentions in the hour", "originals": "original posts in the hour",
    },
    "activity": {"channel": "channel", "hour": "hour of the day, 0 to 23",
        "events": "feed places taken by the users of the channel's app",
    },
})  # fmt: skip
"""What each column holds; ``daily_sales`` and ``daily_sales_truth`` name their columns by channel."""

OPEN_ENDED = {
    "audience": "uses_APP: uses the app; minutes_APP: minutes on it that day",
    "daily_sales": "per day: sales, and money spent by channel",
    "daily_sales_truth": "per day: what each channel's spending brought about, from paired runs without it",
}
"""Tables with columns of their own for each channel, and what those hold."""


def write_table(name: str, frame: pd.DataFrame, folder: Path) -> Path:
    """Write one table with the meaning of each column in its metadata; return the file.

    Raises
    ------
    FactsError
        If the table or a column has no description, or one that is described is missing.
    """
    told = TABLES.get(name, {})
    missing = [column for column in told if column not in frame.columns]
    unknown = [str(column) for column in frame.columns if column not in told and name not in OPEN_ENDED]
    if missing or unknown:
        raise FactsError(
            f"table {name}: missing {missing}, not described {unknown}; see assessment.facts.tables"
        )
    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = [
        field.with_metadata({"description": told.get(field.name, OPEN_ENDED.get(name, ""))})
        for field in table.schema
    ]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.parquet"
    pq.write_table(table.cast(pa.schema(fields, metadata=table.schema.metadata)), file, compression="zstd")
    return file


def describe_tables(written: Mapping[str, int]) -> str:
    """Return a page that says what each written file and column holds (``written``: rows by name)."""
    lines = ["# Raw material of the facts", ""]
    for name, rows in written.items():
        lines += [f"## {name}.parquet ({rows:,} rows)", ""]
        if name in OPEN_ENDED:
            lines += [OPEN_ENDED[name], ""]
        lines += [f"- `{column}`: {meaning}" for column, meaning in TABLES.get(name, {}).items()]
        lines.append("")
    return "\n".join(lines)
