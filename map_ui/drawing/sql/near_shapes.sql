-- True shapes near a view, to snap to. Only what meets the box is given of a shape of many corners, side by side, so that
-- the border of a province does not travel whole; every corner of it stands where it is stored.
-- Parameters: west south east north (4326), own (kind that is drawn), alive (statuses of it that take up land; NULL: all),
--   kinds (all kinds asked for), whole (most corners of a shape given whole), most (rows)
-- Result: uid, kind, title, geojson; the kind that is drawn first. Expected: some hundred rows by the index on geom.
WITH view AS (SELECT ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326) AS box)
SELECT f.uid, f.kind, f.title,
    ST_AsGeoJSON(CASE WHEN ST_NPoints(f.geom) <= %(whole)s THEN f.geom ELSE (
        SELECT ST_Collect(side.geom) FROM ST_DumpSegments(f.geom) side WHERE side.geom && view.box) END, 15)
FROM gis_feature f, view
WHERE f.geom && view.box AND f.kind = ANY(%(kinds)s) AND (@visible@)
    AND (f.kind <> %(own)s OR %(alive)s::text[] IS NULL OR f.status = ANY(%(alive)s))
ORDER BY f.kind <> %(own)s, f.record_id
LIMIT %(most)s
