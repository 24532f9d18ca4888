"""Who answers for this archive, as receipts name them: from the deployer's settings."""

from __future__ import annotations

from django.conf import settings

from archive.domain.receipts import Controller


def controller() -> Controller:
    """The controller of the settings; address and contact are empty where none was named."""
    return Controller(
        name=settings.ARCHIVE_CONTROLLER_NAME,
        address=settings.ARCHIVE_CONTROLLER_ADDRESS,
        contact=settings.ARCHIVE_STEWARD_CONTACT,
        website=settings.ARCHIVE_ADDRESS,
        jurisdiction=settings.ARCHIVE_JURISDICTION,
        storage_location=settings.ARCHIVE_STORAGE_LOCATION,
    )
