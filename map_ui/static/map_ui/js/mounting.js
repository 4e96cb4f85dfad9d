// Elements name their module in data-mount; a page registers the modules it knows and mounts whatever it holds.

const known = new Map();

export function register(modules) {
  for (const [name, mount] of Object.entries(modules)) known.set(name, mount);
}

export function mountAll(root) {
  for (const element of root.querySelectorAll("[data-mount]:not([data-mounted])")) {
    const mount = known.get(element.dataset.mount);
    if (!mount) continue;
    element.dataset.mounted = "";
    mount(element, element.dataset);
  }
}
