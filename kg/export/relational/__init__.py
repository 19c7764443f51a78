"""The graph as tables that join by IRIs, as CSV or Parquet, with a description: for DuckDB, Polars, spreadsheets."""
