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

1. `statements` holds the notebook as statements of plain Python. `translating` turns IPython into it:
   `%matplotlib inline` is notebook configuration and is left out, `!pip install` becomes a dependency,
   `%time x = f()` becomes `x = f()`. `pieces` cuts cells into top-level statements with the comments
   that belong to them; each keeps its text, so that what you wrote moves as you wrote it.
2. `decisions` says what becomes of each. `looks` tells bare looks at data (`sales.head()`), which
   compute nothing and are listed; `print` stays. `figures` finds where a figure was shown, so that it
   is saved there, and `pictures` what other libraries show. `settings` finds what one may want to
   change: `SEED`, `sales.csv`. They become fields of `Config`. `lifting` moves functions and classes
   to modules of their own. `share` reads `RATE` when it is *called*: `share(frame, *, rate)`, and the
   call says `rate=RATE`. `cutting` cuts what is left into stages, along headings and where few names
   cross; `staging` works out what each stage takes and gives, by the versions of `flow`.
3. `words` finds names and sentences for all of it in the notebook's own.
4. `planning` puts this into a `Plan`: a value, shown before anything is written. `deciding` is the door:
   notebook and wishes in, plan out.
5. `files` writes each file as text: stages and definitions, and what stands around them, which is
   command line, configuration, artifacts, tests, README, graph. `targets` add an orchestrator's file.
6. `style` replaces old spellings, sorts imports, proves and formats every module, and names, at its line,
   what a linter would have otherwise and nobody may change. `packaging` is the door: plan in, package out.
7. `writing` puts all files in place, or none.
"""
