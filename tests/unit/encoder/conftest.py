"""Encoders that are made once for all tests of this folder, and sentences in twelve languages."""

import pytest

from stance.encoder import E5Encoder

_SENTENCES = {
    "en": "The two sides agreed to expand trade in agricultural products.",
    "vi": "Hai bên nhất trí mở rộng thương mại nông sản.",
    "bn": "দুই পক্ষ কৃষিপণ্যের বাণিজ্য বাড়াতে সম্মত হয়েছে।",
    "ar": "اتفق الجانبان على توسيع التجارة في المنتجات الزراعية.",
    "ko": "양측은 농산물 교역을 확대하기로 합의했다.",
    "ru": "Стороны договорились расширить торговлю сельхозпродукцией.",
    "zh": "双方同意扩大农产品贸易。",
    "kk": "Екі тарап ауыл шаруашылығы өнімдерінің саудасын кеңейтуге келісті.",
    "id": "Kedua pihak sepakat memperluas perdagangan produk pertanian.",
    "ja": "双方は農産物の貿易を拡大することで一致した。",
    "fr": "Les deux parties ont convenu d'élargir le commerce des produits agricoles.",
    "es": "Ambas partes acordaron ampliar el comercio de productos agrícolas.",
}


@pytest.fixture(scope="session")
def sentences() -> dict[str, str]:
    """One sentence about trade in each of the twelve languages."""
    return _SENTENCES


@pytest.fixture(scope="session")
def e5() -> E5Encoder:
    """The default encoder."""
    return E5Encoder(threads=2)


@pytest.fixture(scope="session")
def exact_e5() -> E5Encoder:
    """The default encoder with float32 weights."""
    return E5Encoder(quantization="float32", threads=2)
