"""What can go wrong through a user's doing.

NbprodError
├── ConfigError         a setting that does not hold
├── RulePageError       a rule page that is wrong
├── FactError           a table under `rules/facts` that is wrong
├── NotebookError       a notebook that a command needs and cannot have
├── PlanError           a notebook that cannot be extracted as asked
├── OutputExists        a target folder that holds somebody's work
└── MissingExtra        an optional dependency that a command needs

Each message says what is wrong, where, and what to do next. The command line
shows it without a traceback and exits with 2.
"""


class NbprodError(Exception):
    """A user's mistake: shown as a sentence, never as a traceback."""


class ConfigError(NbprodError):
    """A setting that does not hold."""


class RulePageError(NbprodError):
    """A rule page that is wrong."""


class FactError(NbprodError):
    """A fact table that is wrong."""


class NotebookError(NbprodError):
    """A notebook that a command needs and cannot have."""


class PlanError(NbprodError):
    """A notebook that cannot be extracted as asked."""


class OutputExists(NbprodError):
    """A target that exists already and would be overwritten."""


class MissingExtra(NbprodError):
    """An optional dependency that a command needs."""
