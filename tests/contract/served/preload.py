"""Run a Python snippet of the reference: earlier snippets' names are there and a pause of 5 s is one of 50 ms."""

import os
import runpy
import sys
import time

import requests

pause = time.sleep
time.sleep = lambda seconds: pause(seconds / 100)
runpy.run_path(
    sys.argv[1],
    init_globals={
        "requests": requests,
        "HEADERS": {"Authorization": f"Bearer {os.environ['API_KEY']}"},
        "ADMIN_HEADERS": {"Authorization": f"Bearer {os.environ['ADMIN_KEY']}"},
    },
)
