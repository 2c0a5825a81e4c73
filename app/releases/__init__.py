"""Content trees that come over the network: read, checked and published by a process of its own, one at a time.

desk.py    waits for its turn and runs the process
worker.py  is the process: `python -m app.releases.worker`
receive.py is what it does
progress.py tells how far it has come
orders.py  is what the two say to each other
"""
