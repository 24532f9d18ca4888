"""All addresses, and the pages of refusal."""

from __future__ import annotations

from archive.web.account.urls import urlpatterns as account
from archive.web.contributing.urls_claim import urlpatterns as claiming
from archive.web.contributing.urls_mine import urlpatterns as mine
from archive.web.contributing.urls_tell import urlpatterns as telling
from archive.web.reading.urls import urlpatterns as reading
from archive.web.research.urls import urlpatterns as research
from archive.web.workbench.urls import urlpatterns as workbench

urlpatterns = [*reading, *telling, *mine, *claiming, *account, *workbench, *research]

handler400 = "archive.web.errors.bad_request"
handler403 = "archive.web.errors.permission_denied"
handler404 = "archive.web.errors.page_not_found"
handler500 = "archive.web.errors.server_error"
