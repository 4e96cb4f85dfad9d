// A drawing of the villages and a slider of times: each step colours the same outlines anew, in the same classes.

/** `options.steps` is the id of the data: for each time its name and by village [colour, words]; no colour is no data. */
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
      const [colour, words] = step.areas[area.dataset.area];
      area.setAttribute("fill", colour || noData);
      area.querySelector("title").textContent = words;
    }
  }

  slider.hidden = false;
  slider.addEventListener("input", show);
  show();
}
