"""One invocation, many notebooks.

1. `discovery` turns paths into files, each with the configuration that speaks for it.
2. `cache` answers for files that have not changed since they were last linted.
3. `pool` spreads the rest over processes, or any other executor, and keeps their order.
4. `work` is what happens to one file: bytes, notebook, analysis, findings, excerpts.
5. `baseline` takes away what was there before.
6. `outcome` holds the answers: one outcome a file, one report for all.

`doors` are the three ways in: a text, a file, many paths. Nothing here imports what reads or
judges a notebook before a file really needs it: a run that the cache can answer stays small.
"""
