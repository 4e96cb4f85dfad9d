// Pages of imports: sending a file in pieces, waiting for the worker, the map of staged rows.
import { mountAll, register } from "./mounting.js";
import { mount as mountUpload } from "./import_upload.js";
import { mount as mountWait } from "./import_wait.js";
import { mount as mountMap } from "./import_map.js";

register({ import_upload: mountUpload, import_wait: mountWait, import_map: mountMap });
mountAll(document);

/** The chosen group of rows is marked at once; htmx only swaps the table. */
document.addEventListener("click", (event) => {
  const chosen = event.target.closest(".verdict");
  if (!chosen) return;
  for (const each of document.querySelectorAll(".verdict")) each.classList.toggle("is-now", each === chosen);
});
