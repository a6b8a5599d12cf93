"""Configuration of every command; `stance --config-dir DIR` adds to it or overrides it."""
