"""A notebook taken apart and put together as a package.

The method, as the story of one small notebook:

    # %% [markdown]                 # %%
    # # Sales                       %matplotlib inline
                                    import pandas as pd
    # %%                            # %%
    SEED = 7                        sales = pd.read_csv("sales.csv")
                                    sales.head()
    # %%                            # %%
    def share(frame):               train = sales.sample(frac=share(sales), random_state=SEED)
        return RATE * len(frame)    print(len(train))
    RATE = 0.5

1. `translating` turns IPython into Python: `%matplotlib inline` is notebook configuration and is
   left out, `!pip install` becomes a dependency, `%time x = f()` becomes `x = f()`.
2. `pieces` cuts cells into top-level statements with the comments that belong to them; each keeps
   its text, so that what you wrote moves as you wrote it.
3. `looks` tells bare looks at data (`sales.head()`), which compute nothing and are listed; `print`
   stays. `figures` finds where a figure was shown, so that it is saved there.
4. `settings` finds what one may want to change: `SEED`, `sales.csv`. They become fields of `Config`.
5. `lifting` moves functions and classes to modules of their own. `share` reads `RATE` when it is
   *called*: `share(frame, *, rate)`, and the call says `rate=RATE`.
6. `cutting` cuts what is left into stages, along headings and where few names cross; `staging` works
   out what each stage takes and gives, by the versions of `flow`; `naming` names them.
7. The `Plan` is a value, shown before anything is written.
8. `building` writes stages and definitions as modules, `packaging` all that stands around them:
   command line, configuration, artifacts, tests, README, graph. `targets` add an orchestrator's file.
9. `renaming`, `modernising` and `flattening` replace old spellings and `sorting` sorts imports;
   `formatting` proves and formats every module; `excusing` names, at its line, what a linter would
   have otherwise and nobody may change; `writing` puts all files in place, or none.
"""
