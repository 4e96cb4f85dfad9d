-- Part of a statement: clusters of points, one for each class in a cell, at the mean of its records; a record alone stays
-- itself. Needs: vote, parameter shift. Gives: cell.
merged AS (
    SELECT x >> %(shift)s AS x, y >> %(shift)s AS y, k, value, sum(own)::integer AS own, sum(mx) AS mx, sum(my) AS my,
        min(record_id) AS record_id, (array_agg(single))[1] AS single
    FROM vote WHERE own > 0 GROUP BY 1, 2, 3, 4
), cell AS (
    SELECT x, y, (row_number() OVER (PARTITION BY x, y ORDER BY k, value))::smallint AS slot, 1::smallint AS parts,
        CASE WHEN own = 1 THEN record_id END AS record_id, mx / own AS mx, my / own AS my,
        CASE WHEN own = 1 THEN single || jsonb_build_object('by', (@names@)[k])
             ELSE jsonb_strip_nulls(jsonb_build_object('cell', true, 'count', own, (@names@)[k], value)
                 || jsonb_build_object('by', (@names@)[k])) END AS props
    FROM merged
)
