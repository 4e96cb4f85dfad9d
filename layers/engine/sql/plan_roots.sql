-- Purpose: the records a set touched, each with what happened to it, how it is called and where it stands or stood.
-- Parameters: titles (jsonb: layer number -> column of the title), kinds (jsonb: layer number -> kind of its rows).
-- Result: rows into changeset_root. Index: gis_feature by its key, gis_history_record.
INSERT INTO changeset_root
    (layer_id, record_id, uid, kind, title, org_unit_id, place_uid, geom, act, later_change, is_undone)
SELECT g.root_layer, g.root_id, coalesce(f.uid, h.uid), coalesce(f.kind, (%(kinds)s::jsonb ->> g.root_layer::text)::smallint),
       coalesce(f.title, h.row_data ->> (%(titles)s::jsonb ->> g.root_layer::text), ''),
       coalesce(f.org_unit_id, (h.row_data ->> 'org_unit_id')::bigint), f.place_uid, coalesce(f.geom, h.geom),
       CASE WHEN own.record_id IS NULL THEN 'changed' WHEN NOT own.had THEN 'added'
            WHEN own.is_removed THEN 'removed' ELSE 'changed' END,
       g.later_change, g.is_undone
FROM (
    SELECT root_layer, root_id, max(later_change) FILTER (WHERE NOT is_undone) AS later_change,
           bool_and(is_undone) AS is_undone
    FROM changeset_row WHERE root_id IS NOT NULL GROUP BY root_layer, root_id
) g
LEFT JOIN changeset_row own ON own.layer_id = g.root_layer AND own.record_id = g.root_id
LEFT JOIN gis_feature f ON f.layer_id = g.root_layer AND f.record_id = g.root_id
LEFT JOIN LATERAL (
    SELECT p.uid, p.row_data, p.geom FROM gis_history p
    WHERE f.record_id IS NULL AND p.layer_id = g.root_layer AND p.record_id = g.root_id
    ORDER BY p.version DESC LIMIT 1
) h ON true
