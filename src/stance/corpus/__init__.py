"""The corpus that ships, as data: documents with front matter and long-form annotations; read by `stance.dataset`."""
