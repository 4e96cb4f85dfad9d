// The only place that talks to the server. Errors carry a Thai sentence for people and, where a rule refused, its reasons.

const OFFLINE = "เครือข่ายขัดข้อง ตรวจการเชื่อมต่อแล้วลองใหม่";
const SENTENCES = {
  403: "บัญชีนี้ไม่มีสิทธิ หรือหมดเวลาการใช้งาน เข้าสู่ระบบอีกครั้ง",
  404: "ไม่พบข้อมูลที่ขอ หรือบัญชีนี้ไม่มีสิทธิดู",
  413: "ข้อมูลใหญ่เกินไป",
};

export class ApiError extends Error {
  constructor(thai, status = 0, refusals = []) {
    super(thai);
    this.thai = thai;
    this.status = status;
    this.refusals = refusals;
  }
}

function csrfToken() {
  return document.body.dataset.csrf || "";
}

async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(OFFLINE);
  }
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  const refusals = body.refusals || [];
  const thai = refusals.map((r) => r.thai).join(" ") || SENTENCES[response.status] || `ระบบขัดข้อง (${response.status}) ลองใหม่`;
  throw new ApiError(thai, response.status, refusals);
}

export async function getJson(url, { signal } = {}) {
  const response = await ask(url, { signal, headers: { Accept: "application/json" } });
  return response.json();
}

export async function postJson(url, body, { signal } = {}) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
  const response = await ask(url, { method: "POST", headers, body: JSON.stringify(body), signal });
  return response.json();
}

export async function postForm(url, form, { signal } = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
  return ask(url, { method: "POST", headers, body: form, signal });
}
