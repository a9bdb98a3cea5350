"""Runs in the child interpreter: the standard library only, and nothing of nbprod.

Why a folder and not a file: it is started as `python harness SPEC`, with the project's own
interpreter, where nbprod is not installed. `__main__` loads the folder under a private name,
so that nothing here shadows a module of the notebook's.

Read in this order: `notebook` and `package` run one of the two; `looking` turns a value into a
`shape` with the help of `plain`, `tables` and `things`; `figures` and `files` watch what is
drawn and written, `displaying` what a display changes; `report` puts it all into one folder for the
parent to read.

The oldest Python that a project may use here is 3.10.
"""
