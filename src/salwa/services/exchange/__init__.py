"""The exchange with other installations: outbox and inbox in the business transaction, delivery, keys and evidence."""
