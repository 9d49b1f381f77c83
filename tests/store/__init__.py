"""Laws of the store, each on SQLite and (when MASDAR_TEST_POSTGRES names a database) on PostgreSQL."""
