"""Values into text; nothing here prints."""
