-- Folds a Thai text for search; the twin of gis_core.pure.thai_text.thai_fold.
-- This file is rendered by thai_fold_sql() of that module: change the rules there.
-- Parameter: any text. Result: the folded text. Usable in an index: immutable, and no search_path changes it.

-- The long way, for texts that a rule may change.
CREATE OR REPLACE FUNCTION thai_fold_by_rules(text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
SET search_path = pg_catalog
AS $thai_fold$
DECLARE
    folded text COLLATE "C" := translate($1 COLLATE "C",
        E'ABCDEFGHIJKLMNOPQRSTUVWXYZ๐๑๒๓๔๕๖๗๘๙\u0009\u000a\u000b\u000c\u000d\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff',
        'abcdefghijklmnopqrstuvwxyz0123456789                      -------');
    previous text COLLATE "C";
BEGIN
    WHILE folded IS DISTINCT FROM previous AND folded ~ E'[^ -~\\u0e01-\\u0e5b]|[\\u0e48-\\u0e4c\\u0e4e][\\u0e31\\u0e34-\\u0e3a\\u0e47\\u0e4d]|[\\u0e38\\u0e39]\\u0e3a|\\u0e31{2}|\\u0e34{2}|\\u0e35{2}|\\u0e36{2}|\\u0e37{2}|\\u0e38{2}|\\u0e39{2}|\\u0e3a{2}|\\u0e47{2}|\\u0e48{2}|\\u0e49{2}|\\u0e4a{2}|\\u0e4b{2}|\\u0e4c{2}|\\u0e4d{2}|\\u0e4e{2}|\\u0e4d[\\u0e48-\\u0e4c\\u0e4e]*\\u0e32|\\u0e33[\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e]|เเ|องค์การบริหารส่วนจังหวัด|องค์การบริหารส่วนตำบล|กรุงเทพมหานคร|กิโลเมตรที่|เทศบาลเมือง|เทศบาลตำบล|เทศบาลนคร|กรุงเทพฯ|กิโลเมตร|จังหวัด|หมู่ที่|อำเภอ|ก\\.ม\\.|ตำบล|ซอย|ถนน|หมู่ ?[0-9]|ม ?[0-9]| {2}|^ | $| [\\u0e01-\\u0e5b]|[\\u0e01-\\u0e5b]\\.? |[0-9] / ?[0-9]|[0-9]/ [0-9]' LOOP
        previous := folded;
        IF folded IS NOT NFC NORMALIZED THEN
            folded := normalize(folded, NFC);
        END IF;
        folded := regexp_replace(folded, E'([\\u0e48-\\u0e4c\\u0e4e]+)([\\u0e31\\u0e34-\\u0e3a\\u0e47\\u0e4d]+)', E'\\2\\1', 'g');
        folded := regexp_replace(folded, E'([\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e])\\1+', E'\\1', 'g');
        folded := regexp_replace(folded, E'\\u0e4d([\\u0e48-\\u0e4c\\u0e4e]*)\\u0e32', E'\\1ำ', 'g');
        folded := regexp_replace(folded, E'\\u0e33([\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e]+)', E'\\1ำ', 'g');
        folded := replace(folded, 'เเ', 'แ');
        folded := regexp_replace(folded, ' {2,}', ' ', 'g');
        folded := replace(folded, 'องค์การบริหารส่วนจังหวัด', 'อบจ.');
        folded := replace(folded, 'องค์การบริหารส่วนตำบล', 'อบต.');
        folded := replace(folded, 'กรุงเทพมหานคร', 'กทม.');
        folded := replace(folded, 'กิโลเมตรที่', 'กม.');
        folded := replace(folded, 'เทศบาลเมือง', 'ทม.');
        folded := replace(folded, 'เทศบาลตำบล', 'ทต.');
        folded := replace(folded, 'เทศบาลนคร', 'ทน.');
        folded := replace(folded, 'กรุงเทพฯ', 'กทม.');
        folded := replace(folded, 'กิโลเมตร', 'กม.');
        folded := replace(folded, 'จังหวัด', 'จ.');
        folded := replace(folded, 'หมู่ที่', 'ม.');
        folded := replace(folded, 'อำเภอ', 'อ.');
        folded := replace(folded, 'ก.ม.', 'กม.');
        folded := replace(folded, 'ตำบล', 'ต.');
        folded := replace(folded, 'ซอย', 'ซ.');
        folded := replace(folded, 'ถนน', 'ถ.');
        folded := regexp_replace(folded, 'หมู่(?= ?[0-9])', 'ม.', 'g');
        folded := regexp_replace(folded, E'(?<![\\u0e01-\\u0e5b])ม(?= ?[0-9])', 'ม.', 'g');
        folded := regexp_replace(folded, E'(?<![\\u0e01-\\u0e5b])กม(?= ?[0-9])', 'กม.', 'g');
        folded := regexp_replace(folded, E' (?=[\\u0e01-\\u0e5b])', '', 'g');
        folded := regexp_replace(folded, E'([\\u0e01-\\u0e5b]\\.?) ', E'\\1', 'g');
        folded := regexp_replace(folded, '(?<=[0-9]) ?/ ?(?=[0-9])', '/', 'g');
        folded := regexp_replace(folded, '^ | $', '', 'g');
    END LOOP;
    RETURN folded;
END
$thai_fold$;

-- Numbers and codes, and texts that are folded already, take the short way: an index has many thousands of them. The
-- planner writes this expression into the statement; for that it has no SET and is not STRICT (null stays null).
CREATE OR REPLACE FUNCTION thai_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $thai_fold$
    SELECT CASE WHEN $1 COLLATE "C" OPERATOR(pg_catalog.!~) '[^!-~]' THEN pg_catalog.lower($1 COLLATE "C")
        WHEN $1 COLLATE "C" OPERATOR(pg_catalog.!~) E'[A-Z\\u0e50-\\u0e59]|[^ -~\\u0e01-\\u0e5b]|[\\u0e48-\\u0e4c\\u0e4e][\\u0e31\\u0e34-\\u0e3a\\u0e47\\u0e4d]|[\\u0e38\\u0e39]\\u0e3a|\\u0e31{2}|\\u0e34{2}|\\u0e35{2}|\\u0e36{2}|\\u0e37{2}|\\u0e38{2}|\\u0e39{2}|\\u0e3a{2}|\\u0e47{2}|\\u0e48{2}|\\u0e49{2}|\\u0e4a{2}|\\u0e4b{2}|\\u0e4c{2}|\\u0e4d{2}|\\u0e4e{2}|\\u0e4d[\\u0e48-\\u0e4c\\u0e4e]*\\u0e32|\\u0e33[\\u0e31\\u0e34-\\u0e3a\\u0e47-\\u0e4e]|เเ|องค์การบริหารส่วนจังหวัด|องค์การบริหารส่วนตำบล|กรุงเทพมหานคร|กิโลเมตรที่|เทศบาลเมือง|เทศบาลตำบล|เทศบาลนคร|กรุงเทพฯ|กิโลเมตร|จังหวัด|หมู่ที่|อำเภอ|ก\\.ม\\.|ตำบล|ซอย|ถนน|หมู่ ?[0-9]|ม ?[0-9]| {2}|^ | $| [\\u0e01-\\u0e5b]|[\\u0e01-\\u0e5b]\\.? |[0-9] / ?[0-9]|[0-9]/ [0-9]' THEN $1
        ELSE public.thai_fold_by_rules($1) END
$thai_fold$;
