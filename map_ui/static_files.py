"""Static files by the hash of their content, also those that JavaScript modules import from each other."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleManifestStorage(CompressedManifestStaticFilesStorage):
    """Rewrites `import … from "./x.js";` to the hashed name; a module without it would load twice, once stale."""

    support_js_module_import_aggregation = True
    #: One pass for each step of the longest chain of modules that import each other; Django's five are too few.
    max_post_process_passes = 20
