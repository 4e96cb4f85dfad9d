-- Purpose: statistics of the staged rows as soon as a file was copied; without them the planner takes a new batch for one
-- row and compares all rows with all. Only an owner may gather them, hence the definer. Called before rows are judged.
CREATE OR REPLACE FUNCTION importers_analyze() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    EXECUTE 'ANALYZE public.importers_stagedrow (batch_id, row_no, verdict, round, version)';
END
$$;
