-- Purpose: living parcels within a distance of a road's edge (its line widened by half the reserve) that carry an overdue charge: charges
--   stand at the first parcel of the assessment they arise from, and reach every parcel of its lines.
-- Parameters: road (id), metres, zone (EPSG of the office's UTM), today, rules (late rules of taxes). Result: uid, title, geom,
--   distance_m, charges (their ids). Index: GiST of ground_parcel.geom.
WITH way AS MATERIALIZED (
    SELECT ST_Transform(r.geom, %(zone)s) AS line, coalesce(r.row_width_m, 0)::float8 / 2 AS half FROM networks_road r
    WHERE r.id = %(road)s AND /*visible:r*/
), late AS MATERIALIZED (
    SELECT c.id, c.place_id, c.source_id FROM kernel_charges_charge c JOIN kernel_charges_revenuecode v ON v.id = c.revenue_id
    WHERE c.due_on < %(today)s::date AND c.status NOT IN ('paid', 'written_off', 'void') AND v.late_rule = ANY(%(rules)s)
        AND charge_runs_from(c.id, c.due_on, %(today)s::date) IS NOT NULL AND /*visible:c*/
), carried AS MATERIALIZED (
    SELECT p.id AS parcel_id, l.id AS charge_id FROM late l JOIN ground_parcel p ON p.uid = l.place_id
    UNION
    SELECT t.parcel_id, l.id FROM late l JOIN revenue_collection_landtaxassessment a ON a.uid = l.source_id
    JOIN revenue_collection_landtaxline t ON t.assessment_id = a.id WHERE t.parcel_id IS NOT NULL AND /*visible:a*/
), near AS (
    SELECT p.uid, p.parcel_code, p.geom, array_agg(k.charge_id ORDER BY k.charge_id) AS charges,
           round(greatest(ST_Distance(ST_Transform(p.geom, %(zone)s), w.line) - w.half, 0)::numeric, 2) AS distance_m
    FROM way w JOIN ground_parcel p
      ON p.geom && ST_Transform(ST_Expand(ST_Envelope(w.line), w.half + %(metres)s::float8 + 1), 4326)
    JOIN carried k ON k.parcel_id = p.id
    WHERE p.status IN ('active', 'pending') AND /*visible:p*/
    GROUP BY p.id, w.line, w.half
)
SELECT uid, parcel_code AS title, ST_AsGeoJSON(geom, 7) AS geom, distance_m, charges FROM near WHERE distance_m <= %(metres)s::numeric
