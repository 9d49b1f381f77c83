"""The numbers and names that stored nouns are known by."""

from __future__ import annotations

from typing import NewType

SourceId = NewType("SourceId", str)
PageId = NewType("PageId", int)
ArticleId = NewType("ArticleId", int)
StoryId = NewType("StoryId", int)
