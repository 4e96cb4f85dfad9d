-- Purpose: statistics of what was just stored for a layer, before its tiles are drawn from it. The planner otherwise takes
-- the tables for as large as they were, and reads all shapes of the town for each tile. Only an owner may gather them,
-- hence the definer.
CREATE OR REPLACE FUNCTION tiles_analyze() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE 'ANALYZE public.tile_shape';
    EXECUTE 'ANALYZE public.tile_vote';
    EXECUTE 'ANALYZE public.tile_aggregate';
END
$$;
