"""WeChat: four ports, each with its own mechanism and its own counts.

- ``official`` (公众号): a push lands in the message list of the followers; who opens it depends on
  habit (常读), match and trust; readers pass it on to Moments and chats; a small tail comes from
  recommendation, search and the account's page. Without notice (发表不通知) only the tail is left.
- ``channels`` (视频号): a like puts the video before the liker's friends; followers see it in
  their feed; between 12 and 36 hours the platform adds a wave by how it did with people.
- ``group`` (社群): members see the message on their chat list and read it or not; every further
  message of a day costs reading and members.
- ``moments`` (朋友圈): the friends of a staff account see a post once, on the same day, and trust it.

What people share travels on the friends' graph; attention is limited, so people with many
contacts are less likely to notice any one share (fact C10).
"""

from __future__ import annotations

from channels.wechat.channel import WeChat

__all__ = ["WeChat"]
