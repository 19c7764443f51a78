"""The build on Apache Spark, for archives that are too large for one machine: ``kg build --engine spark``.

The rules are those of the other rooms, unchanged; here is only what brings the papers to them and the answers home.

session   a Spark session, and what is missing where there is none
reading   paths and addresses -> papers, in partitions
parts     some papers, concepts, authors, pairs or links -> lines of the files that are written
linking   profiles of papers -> links, by the vectors of all of them
writing   lines -> sorted N-Triples, JSON lines and Parquet
build     everything together

PySpark is imported only when a build asks for it.
"""
