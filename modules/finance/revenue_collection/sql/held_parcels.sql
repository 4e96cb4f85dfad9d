-- Purpose: living parcels with who owns them on a day, told apart by all owners together: parcels of the same co-owners belong together.
-- Parameters: day. Result: owner (key), parcels (ids), codes, of owners of several. Index: spells by parcel.
WITH held AS (
    SELECT p.id, p.parcel_code, string_agg(DISTINCT w.party, '+' ORDER BY w.party) AS owner
    FROM ground_ownershipspell o JOIN ground_parcel p ON p.id = o.parcel_id
    CROSS JOIN LATERAL (SELECT coalesce('p' || o.person_id, 'o' || o.organisation_id) AS party) w
    WHERE o.role = 'owner' AND o.valid @> %(day)s::date AND p.status IN ('active', 'pending') AND /*visible:o*/ AND /*visible:p*/
    GROUP BY p.id
)
SELECT owner, array_agg(id ORDER BY id) AS parcels, array_agg(parcel_code ORDER BY id) AS codes FROM held WHERE owner IS NOT NULL GROUP BY owner HAVING count(*) > 1 ORDER BY owner
