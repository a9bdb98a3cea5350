"""What cells do to names: one walk writes it down, one pass over the notebook makes sense of it.

1. `walk` turns a parsed cell into a `Record`: imports, calls, strings, definitions, and the
   *events* of each top-level statement in the order Python evaluates them.
2. `names` follows aliases over all cells: `pd.read_csv` is `pandas.read_csv`.
3. `effects` knows from `rules/facts` what a library call does to its arguments and the world.
4. `versions` plays the events in order and yields the `Flow`: which version of a name a cell
   leaves, which one a cell takes, and which reads nothing above them gives.
5. `graph` shows the flow as a networkx graph.
"""
