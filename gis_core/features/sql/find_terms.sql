-- Purpose: records found by a folded word: exact first, then beginning with it, then holding it, then spelt much like it;
-- codes (“01A011”, “12/3”) only by themselves, their beginnings, and without their first part.
-- Of a beginning that very many words have (“1”), the first 500 in the order of the index are looked at, shortest first.
-- One branch is asked after the other, and each word's record is looked up, only until `most` are found that may be seen:
-- the work hangs on what is shown, not on how many records the office has.
-- Parameters: q (folded), prefix and inside (LIKE patterns of q, escaped), longer (beginnings of codes that q shortens), fuzzy (bool), tables (those
-- asked, where @asked@ is no TRUE), most, limit; @visible@ over alias f.
-- Result: kind, uid, title, status, word, rank, lon, lat, west, south, east, north, place_uid. Index: gis_search_prefix, gis_search_trigram.
WITH found AS MATERIALIZED (
    SELECT w.rank, w.folded, f.*
    FROM (
        (SELECT layer_id, record_id, folded, 0 AS rank FROM @table@ WHERE folded = %(q)s AND @asked@ LIMIT 500)
        UNION ALL
        (SELECT layer_id, record_id, folded, 1 FROM (
            SELECT layer_id, record_id, folded FROM @table@ WHERE folded LIKE %(prefix)s AND folded <> %(q)s AND @asked@
            ORDER BY folded USING ~<~ LIMIT 500) begins
         ORDER BY length(folded), folded COLLATE "C")
        UNION ALL
        (SELECT c.layer_id, c.record_id, c.folded, CASE WHEN c.folded = l.begins THEN 0.5 ELSE 1 END
         FROM unnest(%(longer)s::text[]) l(begins) CROSS JOIN LATERAL (
            SELECT layer_id, record_id, folded FROM @table@
            WHERE folded ~>=~ l.begins AND folded ~<~ (l.begins || chr(127)) AND is_code AND @asked@
            ORDER BY folded USING ~<~ LIMIT 20) c)
        UNION ALL
        (SELECT layer_id, record_id, folded, 2 FROM @table@
         WHERE NOT is_code AND length(%(q)s) >= 3 AND folded LIKE %(inside)s AND folded NOT LIKE %(prefix)s AND @asked@ LIMIT 500)
        UNION ALL
        (SELECT layer_id, record_id, folded, 3 + (1 - similarity(folded, %(q)s)) FROM @table@
         WHERE NOT is_code AND %(fuzzy)s AND length(%(q)s) >= 4 AND folded %% %(q)s AND @asked@ LIMIT 60)
    ) w
    -- a join by its key, which the planner may not turn into one that reads all of the list first
    CROSS JOIN LATERAL (
        SELECT kind, uid, title, status, place_uid, layer_id, record_id, org_unit_id, category, geom
        FROM gis_feature WHERE layer_id = w.layer_id AND record_id = w.record_id OFFSET 0
    ) f
    WHERE (@visible@)
    LIMIT %(most)s
), best AS (
    SELECT DISTINCT ON (layer_id, record_id) * FROM found ORDER BY layer_id, record_id, rank, length(folded)
), shown AS (
    SELECT * FROM best ORDER BY rank, length(folded), title LIMIT %(limit)s
)
SELECT f.kind, f.uid, f.title, f.status, f.folded, f.rank, ST_X(p.c), ST_Y(p.c),
       ST_XMin(p.g), ST_YMin(p.g), ST_XMax(p.g), ST_YMax(p.g), f.place_uid, f.record_id
FROM shown f
LEFT JOIN gis_feature r ON r.uid = f.place_uid
CROSS JOIN LATERAL (SELECT coalesce(f.geom, r.geom) AS g, ST_PointOnSurface(coalesce(f.geom, r.geom)) AS c) p
ORDER BY f.rank, length(f.folded), f.title
