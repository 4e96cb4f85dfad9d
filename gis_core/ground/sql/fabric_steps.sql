-- Purpose: the steps of descent around a parcel, to its first ancestors and its last descendants.
-- Parameters: parcel. Result: (depth, act, day, id): ancestors below zero, descendants above, each step followed by those
-- that go on from it; who is reached by two branches comes twice. Index: the foreign keys.
WITH RECURSIVE up(id, act, "on", depth, path) AS (
    SELECT l.parent_id, l.act, l."on", -1, ARRAY[l.child_id, l.parent_id] FROM ground_parcellineage l WHERE l.child_id = %(parcel)s
    UNION ALL
    SELECT l.parent_id, l.act, l."on", u.depth - 1, u.path || l.parent_id
    FROM up u JOIN ground_parcellineage l ON l.child_id = u.id AND l.parent_id <> ALL(u.path)
), down(id, act, "on", depth, path) AS (
    SELECT l.child_id, l.act, l."on", 1, ARRAY[l.parent_id, l.child_id] FROM ground_parcellineage l WHERE l.parent_id = %(parcel)s
    UNION ALL
    SELECT l.child_id, l.act, l."on", d.depth + 1, d.path || l.child_id
    FROM down d JOIN ground_parcellineage l ON l.parent_id = d.id AND l.child_id <> ALL(d.path)
)
SELECT depth, act, "on", id FROM (SELECT * FROM up UNION ALL SELECT * FROM down) steps
ORDER BY depth > 0, path LIMIT 2000
