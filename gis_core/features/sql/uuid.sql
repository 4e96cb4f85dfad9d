-- Purpose: a version 7 UUID (milliseconds, then random bits) for rows that plain SQL inserts.
-- One random UUID holds all the random bits that are wanted, and getting them is most of the work: of its version 4 two
-- bits make a 7.
CREATE OR REPLACE FUNCTION gis_uuid() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(
        set_bit(set_bit(
            overlay(uuid_send(gen_random_uuid())
                    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
                    FROM 1 FOR 6),
            52, 1), 53, 1),
        'hex')::uuid
$$;
