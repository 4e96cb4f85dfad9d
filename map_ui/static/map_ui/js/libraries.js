// Loads ready-made libraries when a page first needs them; base.html names their addresses.

const ADDRESSES = "libraries";
const NEEDS = { bridge: ["leaflet", "maplibre"], editor: ["dock"] };
const loading = new Map();

/** Resolves when the named libraries are on the page: leaflet, maplibre, bridge, and styles alone: draw, dock, editor. */
export async function load(...names) {
  for (const name of names) await once(name);
}

function once(name) {
  if (!loading.has(name)) loading.set(name, fetchOne(name));
  return loading.get(name);
}

async function fetchOne(name) {
  await load(...(NEEDS[name] || []));
  const addresses = document.getElementById(ADDRESSES).dataset;
  await Promise.all([style(addresses[`${name}Css`]), script(addresses[`${name}Js`])]);
}

function style(href) {
  if (!href || document.querySelector(`link[href="${href}"]`)) return undefined;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return added(link);
}

function script(src) {
  if (!src || document.querySelector(`script[src="${src}"]`)) return undefined;
  return added(Object.assign(document.createElement("script"), { src, async: false }));
}

function added(element) {
  return new Promise((resolve, reject) => {
    element.addEventListener("load", resolve);
    element.addEventListener("error", () => reject(new Error(`not loaded: ${element.src || element.href}`)));
    document.head.append(element);
  });
}
