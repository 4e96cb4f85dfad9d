-- Part of a statement: squares for areas. Each cell shows the class with most votes; a class that wins no cell of its
-- block of 8 x 8 cells gets a corner of the cell where it has most. Needs: vote, parameter shift. Gives: cell.
merged AS (
    SELECT x >> %(shift)s AS x, y >> %(shift)s AS y, k, value, sum(weight) AS weight, sum(own)::integer AS own
    FROM vote GROUP BY 1, 2, 3, 4
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY x, y, k ORDER BY weight DESC, value) AS place FROM merged
), kept AS (
    SELECT *, bool_or(place = 1) OVER block AS wins,
        row_number() OVER (PARTITION BY x >> 3, y >> 3, k, value ORDER BY weight DESC, x, y) AS best
    FROM ranked WINDOW block AS (PARTITION BY x >> 3, y >> 3, k, value)
), rare AS (
    SELECT x, y, k, value, own, row_number() OVER (PARTITION BY x, y ORDER BY k, value) AS slot,
        ceil(sqrt(1 + count(*) OVER (PARTITION BY x, y)))::smallint AS parts
    FROM kept WHERE NOT wins AND best = 1
), cell AS (
    SELECT x, y, 0::smallint AS slot, 1::smallint AS parts, NULL::bigint AS record_id, NULL::float8 AS mx, NULL::float8 AS my,
        jsonb_strip_nulls(jsonb_build_object('cell', true, 'count', nullif(sum(own) FILTER (WHERE k = 1), 0))
            || coalesce(jsonb_object_agg((@names@)[k], value) FILTER (WHERE place = 1 AND value IS NOT NULL), '{}')) AS props
    FROM ranked GROUP BY x, y
    UNION ALL
    SELECT x, y, slot::smallint, parts, NULL, NULL, NULL, jsonb_strip_nulls(jsonb_build_object(
        'cell', true, 'count', nullif(own, 0), 'by', (@names@)[k], (@names@)[k], value))
    FROM rare
)
