-- Purpose: the rows a set of changes wrote, with the version before it and the one after it.
-- Parameters: changes (bigint[]), since (time of the first of them: earlier years of history are not opened).
-- Result: rows into changeset_row; a row that the set itself added and removed again is none.
-- Index: gis_history_change, gis_history_made, gis_feature_change, gis_stamp_change.
INSERT INTO changeset_row (layer_id, record_id, root_layer, root_id, base, made, had, has, is_removed, version)
WITH ended AS MATERIALIZED (
    SELECT layer_id, record_id, version, is_deleted FROM gis_history
    WHERE ended_by_id = ANY(%(changes)s) AND recorded_to >= %(since)s
), made AS MATERIALIZED (
    SELECT layer_id, record_id, version FROM gis_feature WHERE change_id = ANY(%(changes)s)
    UNION ALL
    SELECT layer_id, record_id, version FROM gis_stamp WHERE change_id = ANY(%(changes)s)
    UNION ALL
    SELECT layer_id, record_id, version FROM gis_history
    WHERE change_id = ANY(%(changes)s) AND recorded_to >= %(since)s
), touched AS MATERIALIZED (
    SELECT layer_id, record_id, min(base) AS base, max(made) AS made, max(gone) AS gone
    FROM (
        SELECT layer_id, record_id, version AS base, NULL::integer AS made,
               CASE WHEN is_deleted THEN version END AS gone FROM ended
        UNION ALL
        SELECT layer_id, record_id, version - 1, version, NULL FROM made
    ) e
    GROUP BY layer_id, record_id
), judged AS (
    SELECT t.*, b.version IS NOT NULL AS had, coalesce(t.gone >= coalesce(t.made, 0), false) AS is_removed,
           coalesce(f.version, s.version) AS version
    FROM touched t
    LEFT JOIN ended b ON b.layer_id = t.layer_id AND b.record_id = t.record_id AND b.version = t.base
    LEFT JOIN gis_feature f ON f.layer_id = t.layer_id AND f.record_id = t.record_id
    LEFT JOIN gis_stamp s ON s.layer_id = t.layer_id AND s.record_id = t.record_id
)
SELECT layer_id, record_id, layer_id, record_id, base, made, had, version IS NOT NULL, is_removed, version
FROM judged WHERE had OR NOT is_removed
ORDER BY layer_id, record_id
