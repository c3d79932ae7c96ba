// The page's script: draws the picture, and shows of whom is chosen whom it reaches, who reaches it, and why. Every
// text comes from somebody's labels and names, so it is only ever set as text.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = {
    declared: "declared",
    excess: "excess: nobody declared it",
    missing: "missing: declared, and closed",
    unknown: "unknown",
    open: "open",
  };
  const shown = new Set(Object.keys(words));
  const byId = new Map(data.nodes.map(node => [node.id, node]));
  let chosen;
  let query = "";

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const draw = (tag, attributes, ...children) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const edges = () => data.edges.filter(({ standing }) => shown.has(standing));
  const matches = ({ id, tier, labels }) => {
    const text = [id, tier, ...Object.entries(labels).map(pair => pair.join("="))].join(" ").toLowerCase();
    return text.includes(query);
  };
  const listed = () => data.nodes.filter(matches);

  /** How many calls lie before each: its column. What calls in a circle stays where it was met first. */
  const columns = () => {
    const depth = new Map();
    const calls = Map.groupBy(
      data.edges.filter(({ standing }) => standing === "declared" || standing === "open"),
      ({ from }) => from,
    );
    const visit = (id, at, path) => {
      if (path.has(id) || (depth.get(id) ?? -1) >= at || at > 40) return;
      depth.set(id, at);
      for (const { to } of calls.get(id) ?? []) visit(to, at + 1, new Set([...path, id]));
    };
    const called = new Set(data.edges.map(({ to }) => to));
    const isStart = ({ id, kind }) => kind !== "workload" || !called.has(id);
    for (const { id } of data.nodes.filter(isStart)) visit(id, 0, new Set());
    for (const { id } of data.nodes) if (!depth.has(id)) visit(id, 1, new Set());
    const columnOf = ({ id, kind }) => (kind === "workload" ? Math.max(1, depth.get(id) ?? 1) : 0);
    return Map.groupBy(data.nodes, columnOf);
  };

  const size = { width: 150, height: 42, across: 205, down: 72 };

  const places = () => {
    const found = new Map();
    const all = [...columns()].sort(([left], [right]) => left - right).map(([, nodes]) => nodes);
    const tallest = Math.max(1, ...all.map(nodes => nodes.length));
    for (const [column, nodes] of all.entries()) {
      const first = ((tallest - nodes.length) * size.down) / 2;
      const sorted = nodes.toSorted((left, right) => left.tier.localeCompare(right.tier));
      for (const [row, { id }] of sorted.entries())
        found.set(id, { x: 20 + column * size.across, y: 30 + first + row * size.down });
    }
    return { found, width: all.length * size.across, height: tallest * size.down + 40 };
  };
  const { found: placed, width, height } = places();

  const curve = (from, to) => {
    const [a, b] = [placed.get(from), placed.get(to)];
    const forth = b.x > a.x;
    const [x1, x2] = [forth ? a.x + size.width : a.x, forth ? b.x : b.x + size.width];
    const [y1, y2] = [a.y + size.height / 2 + (forth ? -5 : 6), b.y + size.height / 2 + (forth ? -5 : 6)];
    if (a.x === b.x) {
      const side = a.x + size.width;
      return `M${side},${y1} C${side + 60},${y1} ${side + 60},${y2} ${side + 2},${y2}`;
    }
    const bend = Math.abs(x2 - x1) / 2;
    const [c1, c2] = forth ? [x1 + bend, x2 - bend] : [x1 - bend, x2 + bend];
    return `M${x1},${y1} C${c1},${y1} ${c2},${y2} ${x2},${y2}`;
  };

  const isNear = ({ from, to }) => chosen === undefined || from === chosen || to === chosen;

  const picture = () => {
    const near = new Set(
      edges()
        .filter(isNear)
        .flatMap(({ from, to }) => [from, to]),
    );
    const markers = Object.keys(words).map(standing =>
      draw(
        "marker",
        {
          id: `arrow-${standing}`,
          viewBox: "0 0 8 8",
          refX: 7,
          refY: 4,
          markerWidth: 7,
          markerHeight: 7,
          orient: "auto",
        },
        draw("path", { d: "M0,0 L8,4 L0,8 z", style: `fill: var(--${standing})` }),
      ),
    );
    const lines = edges().map(edge => {
      const line = draw("path", {
        class: `edge${isNear(edge) ? "" : " faded"}`,
        d: curve(edge.from, edge.to),
        style: `stroke: var(--${edge.standing})`,
        "marker-end": `url(#arrow-${edge.standing})`,
        ...(edge.standing === "declared" || edge.standing === "open" ? {} : { "stroke-dasharray": "6 4" }),
      });
      const title = draw("title", {});
      title.textContent = `${edge.from} => ${edge.to} ${edge.port}: ${words[edge.standing]}`;
      line.append(title);
      return line;
    });
    const nodes = data.nodes.map(({ id, kind, tier, labels }) => {
      const { x, y } = placed.get(id);
      const isFaded =
        (chosen !== undefined && id !== chosen && !near.has(id)) || !matches({ id, tier, labels });
      const classes = ["node", kind === "workload" ? "" : "beyond", id === chosen ? "chosen" : ""];
      const group = draw("g", {
        class: [...classes, isFaded ? "faded" : ""].join(" ").trim(),
        transform: `translate(${x},${y})`,
        "data-id": id,
      });
      const name = draw("text", { x: 10, y: tier === "" ? 26 : 19 });
      name.textContent = id.length > 19 ? `${id.slice(0, 18)}…` : id;
      const below = draw("text", { x: 10, y: 35, class: "tier-name" });
      below.textContent = tier;
      const title = draw("title", {});
      title.textContent = id;
      group.append(draw("rect", { width: size.width, height: size.height, rx: 8 }), name, below, title);
      group.addEventListener("click", () => choose(id));
      return group;
    });
    const svg = draw("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img" });
    svg.append(draw("defs", {}, ...markers), ...lines, ...nodes);
    document.getElementById("picture").replaceChildren(svg);
  };

  const list = () => {
    const tiers = Map.groupBy(listed(), ({ kind, tier }) => (kind === "workload" ? tier : "beyond"));
    const items = [...tiers].flatMap(([tier, nodes]) => [
      ...(tier === "" ? [] : [make("div", { className: "tier", role: "presentation", textContent: tier })]),
      ...nodes.map(({ id }) => {
        const item = make("div", { role: "option", textContent: id, ariaSelected: String(id === chosen) });
        item.dataset.id = id;
        item.addEventListener("click", () => choose(id));
        return item;
      }),
    ]);
    document.getElementById("workloads").replaceChildren(...items);
  };

  const connection = (edge, other) => {
    const go = make("button", { type: "button", textContent: other });
    go.addEventListener("click", () => choose(other));
    const standing = make("span", { className: "standing", textContent: words[edge.standing] });
    standing.style.color = `var(--${edge.standing})`;
    const found = edge.found === undefined ? [] : [make("p", { textContent: `found: ${edge.found}` })];
    const why = edge.why.map(text => make("p", { textContent: text }));
    return make("li", {}, go, ` ${edge.port} `, standing, ...found, ...why);
  };

  const part = (title, connections, other) =>
    connections.length === 0
      ? [make("h3", { textContent: `${title}: nobody` })]
      : [
          make("h3", { textContent: `${title} ${connections.length}` }),
          make("ul", {}, ...connections.map(edge => connection(edge, other(edge)))),
        ];

  const details = () => {
    const panel = document.getElementById("details");
    const node = byId.get(chosen);
    if (node === undefined) {
      const excess = edges().filter(({ standing }) => standing === "excess" || standing === "missing");
      panel.replaceChildren(
        make("h2", { textContent: "Choose a workload" }),
        make("p", {
          textContent: "Click one, or move in the list with the arrow keys. Escape chooses none.",
        }),
        ...(excess.length === 0 ? [] : part("Not as declared:", excess, ({ to }) => to)),
      );
      return;
    }
    const labels = Object.entries(node.labels).map(([name, value]) => `${name}=${value}`);
    panel.replaceChildren(
      make("h2", { textContent: node.id }),
      make("p", { textContent: [node.kind, node.tier].filter(text => text !== "").join(", ") }),
      ...part(
        "Reaches",
        edges().filter(({ from }) => from === chosen),
        ({ to }) => to,
      ),
      ...part(
        "Is reached by",
        edges().filter(({ to }) => to === chosen),
        ({ from }) => from,
      ),
      ...(labels.length === 0
        ? []
        : [make("h3", { textContent: "Labels" }), ...labels.map(text => make("p", { textContent: text }))]),
    );
  };

  const show = () => {
    picture();
    list();
    details();
  };
  const choose = id => {
    chosen = id === chosen ? undefined : id;
    history.replaceState(null, "", chosen === undefined ? "#" : `#${encodeURIComponent(chosen)}`);
    show();
    document.querySelector('[role="option"][aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  };
  const move = step => {
    const ids = [...document.querySelectorAll('#workloads [role="option"]')].map(({ dataset }) => dataset.id);
    const next = ids[Math.min(ids.length - 1, Math.max(0, ids.indexOf(chosen) + step))];
    if (next !== undefined && next !== chosen) choose(next);
  };

  document.getElementById("name").textContent = data.name;
  const count = standing => data.edges.filter(edge => edge.standing === standing).length;
  const counts = Object.keys(words).filter(standing => count(standing) > 0);
  document.getElementById("summary").textContent =
    `${data.nodes.filter(({ kind }) => kind === "workload").length} workloads, ${data.edges.length} connections`;
  for (const standing of counts) {
    const box = make("input", { type: "checkbox", checked: true, name: standing });
    box.addEventListener("change", () => {
      if (box.checked) shown.add(standing);
      else shown.delete(standing);
      show();
    });
    const swatch = make("span", { className: "swatch" });
    swatch.style.background = `var(--${standing})`;
    document
      .getElementById("standings")
      .append(make("label", {}, box, swatch, `${standing} ${count(standing)}`));
  }
  const search = document.getElementById("search");
  search.addEventListener("input", () => {
    query = search.value.toLowerCase();
    show();
  });
  document.addEventListener("keydown", event => {
    const typing = document.activeElement === search;
    if (event.key === "/" && !typing) search.focus();
    else if (event.key === "Escape") {
      search.value = query = "";
      search.blur();
      chosen = undefined;
      show();
    } else if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "Enter" && typing) choose(listed()[0]?.id);
    else return;
    event.preventDefault();
  });
  const named = decodeURIComponent(location.hash.slice(1));
  if (byId.has(named)) chosen = named;
  show();
})();
