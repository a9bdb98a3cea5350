"""How emitted modules read: old spellings replaced, imports sorted, formatted, debts excused."""
