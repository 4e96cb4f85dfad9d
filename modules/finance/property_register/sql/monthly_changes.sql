-- Purpose: parcels named by a month's file of the Land Office, with the act. Parameters: period ("" for the latest file).
-- Result: uid, title, geom, act, effect, acted_on, status. Personal values of the rows are not read.
SELECT p.uid, p.parcel_code AS title, ST_AsGeoJSON(p.geom, 7) AS geom, c.act, c.effect, c.acted_on, c.status
FROM property_register_controlrow c
JOIN property_register_controlfile f ON f.id = c.file_id AND f.status <> 'undone'
JOIN ground_parcel p ON p.id = c.parcel_id
WHERE f.period = CASE WHEN %(period)s <> '' THEN %(period)s
                      ELSE (SELECT max(period) FROM property_register_controlfile WHERE status <> 'undone') END
  AND c.effect NOT IN ('nothing', 'unknown') AND /*visible:p*/
ORDER BY c.effect, p.parcel_code, c.line_no
