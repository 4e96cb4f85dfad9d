-- Purpose: find the codes that parcels and buildings had once (new ones are numbered above them), and past shapes of parcels.
CREATE INDEX IF NOT EXISTS ground_past_parcel_codes ON gis_history ((row_data ->> 'parcel_code') text_pattern_ops)
    WHERE row_data ->> 'parcel_code' IS NOT NULL;
CREATE INDEX IF NOT EXISTS ground_past_building_codes ON gis_history ((row_data ->> 'building_code') text_pattern_ops)
    WHERE row_data ->> 'building_code' IS NOT NULL;
CREATE INDEX IF NOT EXISTS ground_past_shapes ON gis_history USING gist (geom)
    WHERE row_data ->> 'parcel_code' IS NOT NULL;
