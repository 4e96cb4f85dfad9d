// Sends a large file with its progress: fetch cannot tell how much has left the browser.
import { ApiError } from "./api.js";

const OFFLINE = "เครือข่ายขัดข้องระหว่างส่งไฟล์ ตรวจการเชื่อมต่อแล้วส่งใหม่";

/**
 * Resolves with the JSON of the answer. `body` is a File (sent as it is) or a FormData; `onProgress` gets 0 to 1.
 * Rejects with ApiError; `signal` stops it.
 */
export function send(url, body, onProgress, { signal } = {}) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", document.body.dataset.csrf || "");
    if (body instanceof Blob) request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => answered(request, resolve, reject));
    request.addEventListener("error", () => reject(new ApiError(OFFLINE)));
    request.addEventListener("abort", () => reject(new ApiError("หยุดส่งแล้ว")));
    signal?.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}

function answered(request, resolve, reject) {
  const answer = parsed(request.responseText);
  if (request.status >= 200 && request.status < 300) return resolve(answer);
  const refusals = answer.refusals || [];
  const told = refusals.map((each) => each.thai).join(" ");
  return reject(new ApiError(told || `ส่งไฟล์ไม่สำเร็จ (${request.status}) เข้าสู่ระบบอีกครั้งหรือลองใหม่`, request.status, refusals));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
