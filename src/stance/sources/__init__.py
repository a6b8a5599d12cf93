"""Where documents come from: files, folders and tables."""

from stance.sources.files import FileSource

__all__ = ["FileSource"]
