"""Encoders: text to vectors, behind one protocol (`stance.protocols.Encoder`)."""

from stance.encoder.cache import CachedEncoder
from stance.encoder.e5 import E5Encoder
from stance.encoder.memo import MemoEncoder

__all__ = ["CachedEncoder", "E5Encoder", "MemoEncoder"]
