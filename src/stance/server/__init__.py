"""The inference API over HTTP."""

from stance.server.app import Limits, Predicts, TerseFormatter, create_app, serve

__all__ = ["Limits", "Predicts", "TerseFormatter", "create_app", "serve"]
