-- Purpose: the latest sets of changes that touched records or their lines, with how many and of which registers.
-- Parameters: actors (bigint[] or NULL: all but the system's account), since, until (or NULL), kind and layer of a register
-- (or NULL), before (first change of the last set shown, or NULL), told (smallint[]: tables whose rows are told), limit,
-- counted (records are counted up to this). Result: batch_id, first change, records, kinds, layers of rows that are gone.
-- Index: primary key of gis_change backwards; gis_change_batch; gis_feature_change, gis_stamp_change,
-- gis_history_change, gis_history_made.
SELECT s.batch_id, s.id, n.records, n.kinds, n.layers
FROM (
    SELECT c.batch_id, c.id FROM gis_change c
    WHERE NOT EXISTS (SELECT 1 FROM gis_change e WHERE e.batch_id = c.batch_id AND e.id < c.id)
      AND (%(actors)s::bigint[] IS NULL AND c.actor_id <> (SELECT id FROM access_user WHERE username = 'system')
           OR c.actor_id = ANY(%(actors)s) OR c.on_behalf_of_id = ANY(%(actors)s))
      AND (%(since)s::timestamptz IS NULL OR c.at >= %(since)s) AND (%(until)s::timestamptz IS NULL OR c.at < %(until)s)
      AND (%(before)s::bigint IS NULL OR c.id < %(before)s)
      AND EXISTS (
        SELECT 1 FROM gis_change b WHERE b.batch_id = c.batch_id AND (
            EXISTS (SELECT 1 FROM gis_feature f WHERE f.change_id = b.id AND f.layer_id = ANY(%(told)s)
                    AND (%(kind)s::smallint IS NULL OR f.kind = %(kind)s))
            OR EXISTS (SELECT 1 FROM gis_history h WHERE h.ended_by_id = b.id AND h.layer_id = ANY(%(told)s)
                    AND (%(layer)s::smallint IS NULL OR h.layer_id = %(layer)s))
            OR EXISTS (SELECT 1 FROM gis_history h WHERE h.change_id = b.id AND h.layer_id = ANY(%(told)s)
                    AND (%(layer)s::smallint IS NULL OR h.layer_id = %(layer)s))
            OR %(kind)s::smallint IS NULL AND EXISTS (SELECT 1 FROM gis_stamp t WHERE t.change_id = b.id
                    AND t.layer_id = ANY(%(told)s))))
    ORDER BY c.id DESC LIMIT %(limit)s
) s
CROSS JOIN LATERAL (
    SELECT count(*) AS records, array_agg(DISTINCT kind) FILTER (WHERE kind IS NOT NULL) AS kinds,
           array_agg(DISTINCT layer_id) FILTER (WHERE kind IS NULL) AS layers
    FROM (
        SELECT layer_id, record_id, max(kind) AS kind FROM (
            (SELECT f.layer_id, f.record_id, f.kind FROM gis_change b JOIN gis_feature f ON f.change_id = b.id
             WHERE b.batch_id = s.batch_id AND f.layer_id = ANY(%(told)s) LIMIT %(counted)s)
            UNION ALL
            (SELECT h.layer_id, h.record_id, g.kind FROM gis_change b JOIN gis_history h ON h.ended_by_id = b.id
             LEFT JOIN gis_feature g ON g.layer_id = h.layer_id AND g.record_id = h.record_id
             WHERE b.batch_id = s.batch_id AND h.layer_id = ANY(%(told)s) LIMIT %(counted)s)
            UNION ALL
            (SELECT h.layer_id, h.record_id, g.kind FROM gis_change b JOIN gis_history h ON h.change_id = b.id
             LEFT JOIN gis_feature g ON g.layer_id = h.layer_id AND g.record_id = h.record_id
             WHERE b.batch_id = s.batch_id AND h.layer_id = ANY(%(told)s) LIMIT %(counted)s)
        ) r GROUP BY layer_id, record_id
    ) d
) n
ORDER BY s.id DESC
