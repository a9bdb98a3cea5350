"""Does the package do what the notebook did?

Both are executed, each in a fresh interpreter and a copy of the notebook's folder; the notebook
twice. Read in this order: `script` is the notebook as cells to run; `folders` and `children` run
it within limits; `harness` is what happens inside the child; `observed` reads what the child
left; `likeness`, `columns` and `lines` say how alike two things are; `judging` compares whole
runs; `verdict` is what is said; `proving` tells the story from end to end; `recording` turns what
was proven into a test that needs no nbprod.
"""
