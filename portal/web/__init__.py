"""What every page needs: rendering, fragments, headers, forms, errors, logs. No domain here."""
