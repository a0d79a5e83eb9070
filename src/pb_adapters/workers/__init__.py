"""Worker processes: work that is untrusted or keeps a processor busy, in processes that can be limited and killed.

``pool`` hands out the work, ``process`` is one process as its parent sees it, ``main`` is the program it runs, and
``protocol`` what the two say to each other. Nothing is imported here, so that a worker starts fast.
"""
