"""The operator's pages, put together."""

from litestar import Router

from pb_http.pages.access import require_operator
from pb_http.pages.admin.history import history, history_file
from pb_http.pages.admin.key import KEY
from pb_http.pages.admin.keys import create_key, keys, new_key
from pb_http.pages.admin.ledger import ledger
from pb_http.pages.admin.overview import overview, overview_plot
from pb_http.pages.admin.system import inspect, system
from pb_http.pages.admin.task import cancel_task, run_task_again, task_page, task_picture
from pb_http.pages.admin.webhook import redeliver, webhook
from pb_http.pages.admin.webhooks import test_webhook, webhooks

ADMIN = Router(
    "/admin",
    route_handlers=[
        *(overview, overview_plot),
        *(keys, new_key, create_key, KEY, ledger),
        *(history, history_file, task_page, task_picture, cancel_task, run_task_again),
        *(webhooks, test_webhook, webhook, redeliver),
        *(system, inspect),
    ],
    before_request=require_operator,
)
