-- Purpose: signs of a tile that stood in a tax year, by kind and by the class of the tax assessed of each. Parameters: year (B.E.), bw bs be bn
--   (degrees). Result: id, uid, title, geom, kind, size ('none' where nothing was assessed). Index: GiST of ground_signboard.geom, lines by sign.
SELECT s.id, s.uid, s.thai AS title, s.geom, s.kind,
    CASE WHEN t.baht IS NULL THEN 'none' WHEN t.baht <= 200 THEN '1' WHEN t.baht <= 1000 THEN '2' WHEN t.baht <= 5000 THEN '3' ELSE '4' END AS size
FROM ground_signboard s
LEFT JOIN LATERAL (
    SELECT sum(l.tax_baht) AS baht FROM revenue_collection_signtaxline l JOIN revenue_collection_signtaxassessment a ON a.id = l.assessment_id
    WHERE l.sign_id = s.id AND l.year_be = %(year)s::integer AND l.is_live AND /*visible:a*/
) t ON true
WHERE s.geom && ST_MakeEnvelope(%(bw)s, %(bs)s, %(be)s, %(bn)s, 4326)
    AND (s.installed_on IS NULL OR s.installed_on <= make_date(%(year)s::integer - 543, 12, 31))
    AND (s.removed_on IS NULL OR s.removed_on > make_date(%(year)s::integer - 543, 1, 1)) AND /*visible:s*/
