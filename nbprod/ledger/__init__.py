"""Where data comes from, and who keeps it.

1. `inventory` goes through calls, magics and shell lines and names each place where data comes
   in or goes out: a `DataSource`.
2. `produced` knows which files the notebook wrote itself before it reads them.
3. `tracking` knows what a repository keeps: files in git, in git-lfs, in DVC, in a Kedro
   catalog, and what the settings declare.
"""
