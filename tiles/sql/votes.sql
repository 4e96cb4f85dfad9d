-- Part of a statement: which classes stand in which cells of zoom 18, from the records themselves.
-- Needs: relation @area@ (box in degrees; ax0 ax1 ay0 ay1, the cells counted). Gives: live_vote. Index: GiST on the shape.
rec AS (
    SELECT a.ax0, a.ax1, a.ay0, a.ay1, r.*,
        floor((r.c0 + r.c1) / 2)::integer AS x, floor((r.r0 + r.r1) / 2)::integer AS y
    FROM @area@ a CROSS JOIN LATERAL (
        SELECT t.id, @geom@ AS geom, ARRAY[@classes@]::jsonb[] AS c, @single@ AS p, @extent@
        FROM @source@
        WHERE @geom@ && a.box AND @where@ AND /*visible:t*/
    ) r
    WHERE @small@
), hit AS (
    SELECT id, c, p, x, y, true AS own, (c0 + c1) / 2 AS mx, (r0 + r1) / 2 AS my
    FROM rec WHERE x BETWEEN ax0 AND ax1 AND y BETWEEN ay0 AND ay1
    @cover@
), live_vote AS (
    SELECT h.x, h.y, k.k::smallint AS k, h.c[k.k] AS value, count(*)::integer AS weight,
        (count(*) FILTER (WHERE h.own))::integer AS own, sum(h.mx) AS mx, sum(h.my) AS my,
        min(h.id) AS record_id, @one@ AS single
    FROM hit h CROSS JOIN generate_series(1, @class_count@) AS k (k)
    GROUP BY 1, 2, 3, 4
)
