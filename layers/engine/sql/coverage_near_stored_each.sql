-- Purpose: the same where many more records lie around the rows than there are rows: each row looks for its own.
-- Parameters: live, reach. Index: GiST of the register. OFFSET keeps the rows on the outer side: how often boxes meet is
-- beyond the planner, who would rather read the whole register.
SELECT n.id, ST_XMin(n.geom), ST_YMin(n.geom), ST_XMax(n.geom), ST_YMax(n.geom) FROM @table@ n
WHERE n.id IN (
    SELECT o.id FROM coverage_rows a CROSS JOIN LATERAL (
        SELECT t.id FROM @table@ t WHERE t.geom && ST_Expand(a.geom, %(reach)s) AND @live:t@ OFFSET 0
    ) o
) AND NOT EXISTS (SELECT 1 FROM coverage_rows r WHERE r.replaces = n.id)
