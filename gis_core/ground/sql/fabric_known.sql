-- Purpose: the parcels that a reader of some moment would have found on the map of a day.
-- Parameters: moment, day, box (EWKB or NULL), live, parcels and lineage (numbers of the two tables in the index).
-- Result: (id, uid, parcel_code, status, block_id, area_sqwah, deed_no, EWKB). Index: GiST of ground_parcel, ground_past_shapes.
WITH box AS MATERIALIZED (SELECT ST_GeomFromEWKB(%(box)s) AS geom),
known AS MATERIALIZED (
    SELECT p.id, p.uid, p.parcel_code, p.status, p.block_id, p.area_sqwah, p.deed_no, p.cancelled_on, p.geom
    FROM ground_parcel p JOIN gis_feature f ON f.layer_id = %(parcels)s AND f.record_id = p.id AND f.recorded_from <= %(moment)s
    WHERE %(box)s IS NULL OR p.geom && (SELECT geom FROM box)
    UNION ALL
    SELECT h.record_id, h.uid, h.row_data ->> 'parcel_code', h.row_data ->> 'status', (h.row_data ->> 'block_id')::bigint,
        (h.row_data ->> 'area_sqwah')::numeric, h.row_data ->> 'deed_no',
        (h.row_data ->> 'cancelled_on')::date, h.geom
    FROM gis_history h
    WHERE h.layer_id = %(parcels)s AND h.recorded_from <= %(moment)s AND h.recorded_to > %(moment)s
        AND h.row_data ->> 'parcel_code' IS NOT NULL AND (%(box)s IS NULL OR h.geom && (SELECT geom FROM box))
), steps AS MATERIALIZED (
    SELECT l.parent_id, l.child_id, l."on" FROM ground_parcellineage l
    JOIN gis_stamp s ON s.layer_id = %(lineage)s AND s.record_id = l.id AND s.recorded_from <= %(moment)s
    WHERE l.parent_id IN (SELECT id FROM known) OR l.child_id IN (SELECT id FROM known)
    UNION ALL
    SELECT (h.row_data ->> 'parent_id')::bigint, (h.row_data ->> 'child_id')::bigint, (h.row_data ->> 'on')::date
    FROM gis_history h
    WHERE h.layer_id = %(lineage)s AND h.recorded_from <= %(moment)s AND h.recorded_to > %(moment)s
)
SELECT k.id, k.uid, k.parcel_code, k.status, k.block_id, k.area_sqwah, k.deed_no, ST_AsEWKB(k.geom) FROM known k
WHERE (k.status = ANY(%(live)s) OR k.status = 'cancelled' AND k.cancelled_on > %(day)s
        OR EXISTS (SELECT 1 FROM steps s WHERE s.parent_id = k.id AND s."on" > %(day)s AND k.status IN ('divided', 'merged')))
    AND NOT EXISTS (SELECT 1 FROM steps s WHERE s.child_id = k.id AND s."on" > %(day)s)
ORDER BY k.id
