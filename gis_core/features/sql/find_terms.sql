-- Purpose: records found by a folded word: exact first, then beginning with it, then holding it, then spelt much like it.
-- Of a beginning that very many words have (“1”), the first 2,000 in the order of the index are looked at, shortest first.
-- Parameters: q (folded), prefix and inside (LIKE patterns of q, escaped), fuzzy (bool), limit; @visible@ over alias f.
-- Result: kind, uid, title, status, word, rank, lon, lat, west, south, east, north, place_uid. Index: gis_search_prefix, gis_search_trigram.
WITH words AS MATERIALIZED (
    (SELECT layer_id, record_id, folded, 0 AS rank FROM @table@ WHERE folded = %(q)s LIMIT 60)
    UNION ALL
    (SELECT layer_id, record_id, folded, 1 FROM (
        SELECT layer_id, record_id, folded FROM @table@ WHERE folded LIKE %(prefix)s AND folded <> %(q)s
        ORDER BY folded USING ~<~ LIMIT 2000) begins
     ORDER BY length(folded), folded LIMIT 60)
    UNION ALL
    (SELECT layer_id, record_id, folded, 2 FROM @table@ WHERE length(%(q)s) >= 3 AND folded LIKE %(inside)s LIMIT 60)
    UNION ALL
    (SELECT layer_id, record_id, folded, 3 + (1 - similarity(folded, %(q)s)) FROM @table@
     WHERE %(fuzzy)s AND length(%(q)s) >= 4 AND folded %% %(q)s LIMIT 60)
), best AS (
    SELECT layer_id, record_id, min(rank) AS rank, (array_agg(folded ORDER BY rank))[1] AS word
    FROM words GROUP BY layer_id, record_id
)
SELECT f.kind, f.uid, f.title, f.status, b.word, b.rank, ST_X(p.c), ST_Y(p.c),
       ST_XMin(p.g), ST_YMin(p.g), ST_XMax(p.g), ST_YMax(p.g), f.place_uid, f.record_id
FROM best b JOIN gis_feature f USING (layer_id, record_id)
LEFT JOIN gis_feature r ON r.uid = f.place_uid
CROSS JOIN LATERAL (SELECT coalesce(f.geom, r.geom) AS g, ST_PointOnSurface(coalesce(f.geom, r.geom)) AS c) p
WHERE (@visible@)
ORDER BY b.rank, length(b.word), f.title
LIMIT %(limit)s
