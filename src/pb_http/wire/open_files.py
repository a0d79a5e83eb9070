"""Open files: each connection is one, and accepted tasks need some as well."""

import logging

RESERVE = 512
"""Files for everything but connections: database, artifacts, workers, calls of providers and of receivers."""

log = logging.getLogger("pb_http.wire")


def room_for(connections: int) -> int:
    """Raise this process's limit of open files for so many connections, and return how many there is room for.

    At least one; on systems without such a limit all of them.
    """
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return connections
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + RESERVE
    if resource.RLIM_INFINITY in {soft, hard} or hard >= wanted:
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return connections
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    fitting = max(1, hard - RESERVE)
    log.warning("few_open_files", extra={"limit": hard, "connections": fitting})
    return fitting
