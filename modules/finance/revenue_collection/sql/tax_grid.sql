-- Purpose: squares of 250 m over a tile by land tax of a tax year a rai of the parcels whose middle lies in each; whole squares, so that two
--   tiles show the same of one. A square of fewer taxpayers than `least` tells no sum. Parameters: year (B.E.), zone, bw bs be bn (degrees), least.
--   Result: id, uid (none), title, geom, level. Index: GiST of ground_parcel.geom, then lines by parcel.
WITH tile AS MATERIALIZED (
    SELECT floor(ST_XMin(t.box) / 250)::integer AS west, floor(ST_YMin(t.box) / 250)::integer AS south,
        floor(ST_XMax(t.box) / 250)::integer AS east, floor(ST_YMax(t.box) / 250)::integer AS north
    FROM (SELECT ST_Transform(ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326), %(zone)s) AS box) t
), spot AS MATERIALIZED (
    SELECT p.id, p.area_sqwah, floor(ST_X(m.middle) / 250)::integer AS col, floor(ST_Y(m.middle) / 250)::integer AS line
    FROM tile q
    JOIN ground_parcel p
        ON p.geom && ST_Transform(ST_MakeEnvelope(q.west * 250, q.south * 250, q.east * 250 + 250, q.north * 250 + 250, %(zone)s), 4326)
    CROSS JOIN LATERAL (SELECT ST_Transform(ST_Centroid(p.geom), %(zone)s) AS middle) m
    WHERE p.status IN ('active', 'pending') AND /*visible:p*/
), taxed AS MATERIALIZED (
    SELECT s.col, s.line, l.tax_baht, a.owner_key
    FROM spot s JOIN revenue_collection_landtaxline l ON l.parcel_id = s.id
    JOIN revenue_collection_landtaxassessment a ON a.id = l.assessment_id
    WHERE a.status = 'notified' AND /*visible:a*/
        AND a.tax_year_id = (SELECT w.id FROM revenue_collection_taxyear w WHERE w.code = (%(year)s::integer)::text)
), cell AS (
    SELECT t.col, t.line, sum(t.tax_baht) AS baht, count(DISTINCT t.owner_key) AS payers FROM taxed t GROUP BY t.col, t.line
)
SELECT (c.line::bigint << 24) + c.col AS id, NULL::uuid AS uid, 'ช่อง 250 ม.'::text AS title,
    ST_Transform(ST_MakeEnvelope(c.col * 250, c.line * 250, c.col * 250 + 250, c.line * 250 + 250, %(zone)s), 4326) AS geom,
    CASE WHEN c.payers < %(least)s::integer THEN 'few' WHEN c.baht = 0 THEN '0' WHEN r.baht <= 10 THEN '1' WHEN r.baht <= 100 THEN '2'
        WHEN r.baht <= 500 THEN '3' WHEN r.baht <= 2000 THEN '4' ELSE '5' END AS level
FROM cell c JOIN tile q ON c.col BETWEEN q.west AND q.east AND c.line BETWEEN q.south AND q.north
CROSS JOIN LATERAL (
    SELECT c.baht * 400 / nullif(sum(s.area_sqwah), 0) AS baht FROM spot s WHERE s.col = c.col AND s.line = c.line
) r
