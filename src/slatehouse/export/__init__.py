"""A whole site as files that outlive it: rows as Parquet, media by their content, the schema as JSON."""
