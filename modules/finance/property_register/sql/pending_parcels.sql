-- Purpose: parcels that wait: held for a check, with an open request to divide or merge, or with such an act in a monthly file.
-- Parameters: none. Result: uid, title, geom, why. Index: primary keys; the lists of open things are short.
SELECT p.uid, p.parcel_code AS title, ST_AsGeoJSON(p.geom, 7) AS geom, string_agg(DISTINCT w.why, ', ' ORDER BY w.why) AS why
FROM ground_parcel p
CROSS JOIN LATERAL (
    SELECT 'รอตรวจสอบ' AS why WHERE p.status = 'pending'
    UNION ALL
    SELECT CASE r.event WHEN 'division' THEN 'คำขอแบ่งแยก' ELSE 'คำขอรวม' END FROM property_register_changerequest r
    WHERE r.target_id = p.uid AND r.event IN ('division', 'merger') AND r.status IN ('received', 'field', 'checked', 'verified')
    UNION ALL
    SELECT CASE c.effect WHEN 'divide' THEN 'แฟ้มรายเดือน: แบ่งแยก' ELSE 'แฟ้มรายเดือน: รวม' END FROM property_register_controlrow c
    WHERE c.parcel_id = p.id AND c.effect IN ('divide', 'merge') AND c.status = 'waiting'
) w
WHERE p.status IN ('active', 'pending') AND /*visible:p*/
GROUP BY p.id ORDER BY p.parcel_code
