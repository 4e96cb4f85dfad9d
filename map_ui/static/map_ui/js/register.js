// Pages of registers: finds elements that name a module in data-mount and brings each to life, also in parts htmx swaps in.
import { mountAll, register } from "./mounting.js";
import { mount as mountPicker } from "./picker.js";
import { mount as mountLines } from "./lines.js";
import { mount as mountListKeys } from "./list_keys.js";
import { mount as mountRecordMap } from "./record_map.js";
import { mount as mountExportWait } from "./export_wait.js";
import { mount as mountFormGuard } from "./form_guard.js";
import { mount as mountVisitForm } from "./visit_form.js";
import { mount as mountSendFile } from "./send_file.js";
import { mount as mountSendPhotos } from "./send_photos.js";
import { mount as mountPhotoMap } from "./photo_map.js";
import { mount as mountTrackReview } from "./track_review.js";
import { mount as mountTimeSlider } from "./time_slider.js";

register({
  picker: mountPicker,
  lines: mountLines,
  list_keys: mountListKeys,
  record_map: mountRecordMap,
  form_guard: mountFormGuard,
  export_wait: mountExportWait,
  visit_form: mountVisitForm,
  send_file: mountSendFile,
  send_photos: mountSendPhotos,
  photo_map: mountPhotoMap,
  track_review: mountTrackReview,
  time_slider: mountTimeSlider,
});

function openFiltersWhereThereIsRoom() {
  for (const bar of document.querySelectorAll("[data-open-wide]")) {
    bar.open = window.matchMedia("(min-width: 800px)").matches;
  }
}

document.addEventListener("htmx:afterSwap", (event) => mountAll(event.detail.target.parentElement || document));
openFiltersWhereThereIsRoom();
document.querySelector("[data-focus]")?.focus();
mountAll(document);
