"""Words of page furniture."""

import pytest

from stance.segmentation.furniture import furniture_words


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Nguồn: TTXVN", "source"),
        ("মন্তব্য (০)", "comments"),
        ("تعليق (0)", "comments"),
        ("댓글 3", "comments"),
        ("Фото: агентство", "photo"),
        ("责任编辑：某某", "byline"),
        ("関連記事", "related"),
        ("Werbung", "advertisement"),
        ("Tüm hakları saklıdır", "copyright"),
    ],
)
def test_furniture_is_known_in_many_languages(text: str, category: str) -> None:
    first = furniture_words(text)[0]
    assert (first.start, first.category) == (0, category)


def test_plain_prose_has_none() -> None:
    assert furniture_words("Hanoi welcomed the ministers warmly.") == []
