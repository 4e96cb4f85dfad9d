-- Purpose: the boxes of the rows that are judged or joined together.
SELECT row_no AS id, ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom) FROM coverage_rows WHERE NOT ST_IsEmpty(geom)
