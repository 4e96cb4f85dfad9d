// A drawing of the villages and a slider of times: each step colours the same outlines anew, in the same classes, or sizes the circles of counts to one scale.

/** `options.steps` is the id of the data: for each time its name and by village [colour, words, radius]; no colour is no data. */
export function mount(figure, options) {
  const steps = JSON.parse(document.getElementById(options.steps).textContent);
  const slider = figure.querySelector("input[type=range]");
  const when = figure.querySelector("output");
  const areas = [...figure.querySelectorAll("[data-area]")];
  const noData = `url(#${figure.querySelector("pattern").id})`;

  function show() {
    const step = steps[slider.valueAsNumber];
    when.textContent = `ณ ${step.name}`;
    slider.setAttribute("aria-valuetext", step.name);
    for (const area of areas) {
      const [colour, words, radius] = step.areas[area.dataset.area];
      figure.querySelector(`[data-circle="${area.dataset.area}"]`)?.setAttribute("r", radius);
      area.setAttribute("fill", colour || noData);
      area.querySelector("title").textContent = words;
    }
  }

  slider.hidden = false;
  slider.addEventListener("input", show);
  show();
}
