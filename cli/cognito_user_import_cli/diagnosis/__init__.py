"""Why an import may not work, found without creating or changing anything."""
