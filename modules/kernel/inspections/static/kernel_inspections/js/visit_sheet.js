// The form of a visit in the surveyor's page: checklist, result, where the inspector stood; kept and sent as a survey is.
import { element } from "./element.js";
import { $, Sheet } from "./survey_sheet.js";
import { newKey } from "./survey_rules.js";

const PRECISION = { lon: 7, lat: 7, accuracy_m: 2 };

/** The results and answers one may choose, as [value, Thai]. */
const choices = () => JSON.parse(document.getElementById("survey-choices").textContent);

export function newVisit(sheet) {
  const { target, title, thai, version, checklists = [] } = sheet;
  return { kind: "visit", key: newKey(), target, title, thai: `บันทึกการตรวจ · ${thai}`, version, checklists, template: checklists[0]?.code || "",
    answers: {}, result: "", next_due: "", point: null, note: "", visited_at: null, state: "draft", message: "", changed: 0 };
}

function fill(select, pairs, value) {
  select.replaceChildren(new Option("–", ""), ...pairs.map(([each, thai]) => new Option(thai, each)));
  select.value = value;
}

export class VisitSheet extends Sheet {
  mountParts(draft) {
    $("submit").textContent = "ส่งผลการตรวจ";
    const checklist = $("checklist");
    checklist.replaceChildren(...draft.checklists.map(({ code, thai }) => new Option(thai, code)));
    checklist.value = draft.template;
    checklist.parentElement.hidden = draft.checklists.length < 2;
    checklist.addEventListener("change", () => {
      Object.assign(draft, { template: checklist.value, answers: {} });
      this.ask();
      this.changed();
    });
    fill($("result"), choices().results, draft.result);
    $("result").addEventListener("change", () => this.set("result", $("result").value));
    $("next").value = draft.next_due;
    $("next").addEventListener("input", () => this.set("next_due", $("next").value.trim()));
    $("stand").addEventListener("click", () => this.stand());
    this.ask();
  }

  /** The questions of the chosen checklist with what was answered. */
  ask() {
    const chosen = this.draft.checklists.find(({ code }) => code === this.draft.template);
    $("questions").replaceChildren(...(chosen?.items || []).map((item) => this.question(item)));
  }

  question({ position, thai, is_required: isRequired }) {
    const [answer, note] = this.draft.answers[position] || ["", ""];
    const id = `survey-q-${position}`;
    const select = element("select", "", { id });
    fill(select, choices().answers, answer);
    const words = element("input", "", { value: note, maxLength: 200, placeholder: "หมายเหตุ", ariaLabel: `หมายเหตุข้อ ${position}` });
    const keepIt = () => {
      this.draft.answers[position] = [select.value, words.value.trim()];
      this.changed();
    };
    select.addEventListener("change", keepIt);
    words.addEventListener("input", keepIt);
    const box = element("div", "", { className: "field" });
    box.append(element("label", `${position}. ${thai}${isRequired ? " *" : ""}`, { htmlFor: id }), select, words);
    return box;
  }

  stand() {
    $("stood").textContent = "กำลังหาตำแหน่ง…";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const point = { lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy };
        for (const [name, digits] of Object.entries(PRECISION)) point[name] = Number(point[name].toFixed(digits));
        this.set("point", point).then(() => this.show());
      },
      () => { $("stood").textContent = "หาตำแหน่งไม่ได้ เปิดสิทธิตำแหน่งแล้วลองใหม่ หรือส่งโดยไม่มีตำแหน่ง"; },
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 },
    );
  }

  showParts({ point }) {
    $("stood").textContent = point ? `${point.lat.toFixed(6)}, ${point.lon.toFixed(6)} ±${point.accuracy_m} ม.` : "ยังไม่ระบุตำแหน่งผู้ตรวจ";
  }

  derive() {
    // nothing follows from what is written down on a visit
  }

  /** The visit took place when it was first completed, however late it is sent. */
  stamp(moment) {
    this.draft.visited_at ||= moment;
  }
}
