"""Template libraries; `archive_text` is the one for texts."""
