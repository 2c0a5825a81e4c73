"""Readers are heard: what they send and are answered, and what editors need to know to write the next text.

`receiving` takes a message and `own` shows it to whoever holds its receipt; `desk` is what editors do with messages,
`retention` lets go of them. `counters` counts reads and searches without a hit, `insights` sums up.
"""
