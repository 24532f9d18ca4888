"""Word lists, and small readers of them, for all detectors. Sources and licences: `SOURCES.md`."""
