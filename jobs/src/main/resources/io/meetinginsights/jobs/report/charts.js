// Time series, drawn by uPlot. Legend, cursor by keyboard, the words read aloud and the table behind a chart are ours.

const MEDIA = [["audio", "--audio"], ["video", "--video"], ["share", "--share"]];
const STATISTICS = [["avg", "Average"], ["p95", "95th percentile"], ["max", "Maximum"]];
const state = { statistic: "avg" };
const drawn = new Set();

function colour(variable) {
  return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
}

/** The six series of a quality figure, received solid and sent dashed, and what stands beside them. */
function qualitySeries(measure, unit, beside) {
  const series = [];
  for (const [medium, variable] of MEDIA) {
    for (const direction of ["in", "out"]) {
      series.push({
        label: (medium === "share" ? "screen-share" : medium) + "-" + direction,
        column: () => `${medium}_${direction}_${measure}_${state.statistic}_${unit}`,
        variable,
        dash: direction === "out" ? [6, 4] : null,
        unit: unit === "pct" ? "%" : unit,
      });
    }
  }
  return beside ? [...series, beside] : series;
}

/** Buckets without calls become gaps, not lines across them. A bar takes its whole bucket: with endsAfter there is room for the last one. */
function withGaps(series, columns, step, endsAfter) {
  const at = [];
  const rows = columns.map(() => []);
  const index = [];
  series.at.forEach((time, position) => {
    while (at.length && time - at[at.length - 1] > step) {
      if (time - at[at.length - 1] > 2 * step) {
        at.push(at[at.length - 1] + step, time - step);
        rows.forEach((row) => row.push(null, null));
        index.push(null, null);
      } else {
        at.push(at[at.length - 1] + step);
        rows.forEach((row) => row.push(null));
        index.push(null);
      }
    }
    at.push(time);
    index.push(position);
    columns.forEach((column, row) => rows[row].push(series[column] ? series[column][position] : null));
  });
  if (endsAfter && at.length) {
    at.push(at[at.length - 1] + step);
    rows.forEach((row) => row.push(null));
    index.push(null);
  }
  return { data: [at, ...rows], index };
}

/**
 * A chart with its legend, its read-out and its table.
 * spec: {title, about, data, series: [{label, column(), variable, dash, unit, scale, bars}], onPoint(position, series)}
 */
function chart(spec) {
  const step = report.bucket_minutes * 60;
  const shown = spec.series.map(() => true);
  const readout = el("p", { class: "readout", role: "status" });
  const panel = el("div", { class: "point" });
  const plot = el("div", {
    class: "plot", tabindex: "0", role: "group",
    "aria-label": spec.title + ", chart. Left and right arrows move through time" + (spec.onPoint ? ", up and down choose a series, Enter shows the clients behind the point." : ".") + " The same figures stand in the table below it.",
  });
  const units = [...new Set(spec.series.map((one) => one.unit))];
  let u = null;
  let laid = null;
  let atIndex = null;
  let atSeries = 0;

  const columns = () => spec.series.map((one) => one.column());

  function value(series, index) {
    return laid.data[series + 1][index];
  }

  function read(index) {
    if (index === null || index === undefined || laid.index[index] === null) {
      readout.textContent = "";
      return;
    }
    const words = spec.series
      .map((one, series) => [one, value(series, index), shown[series], series])
      .filter(([, figureAt, visible]) => visible && figureAt !== null && figureAt !== undefined)
      .map(([one, figureAt, , series]) => (series === atSeries && atIndex !== null && spec.onPoint ? "▸ " : "") + `${one.label} ${measured(figureAt)} ${one.unit}`);
    readout.textContent = span(laid.data[0][index], step) + ": " + (words.join(" · ") || "nothing measured");
  }

  function open(index, series) {
    if (!spec.onPoint || laid.index[index] === null) return;
    refill(panel, spec.onPoint(laid.index[index], spec.series[series]),
      el("div", {}, el("button", { type: "button", class: "button", onclick: () => { refill(panel); plot.focus(); } }, "Close")));
  }

  /** The visible series nearest to the pointer. */
  function nearest(index, top) {
    let best = null;
    spec.series.forEach((one, series) => {
      const figureAt = value(series, index);
      if (!shown[series] || figureAt === null || figureAt === undefined) return;
      const distance = Math.abs(u.valToPos(figureAt, one.scale || "y") - top);
      if (best === null || distance < best.distance) best = { series, distance };
    });
    return best && best.series;
  }

  function draw() {
    if (u) u.destroy();
    laid = withGaps(spec.data, columns(), step, spec.series.some((one) => one.bars));
    const many = spec.data.at.length > 160;
    const axis = { stroke: () => colour("--soft"), grid: { stroke: () => colour("--line"), width: 1 }, ticks: { stroke: () => colour("--line"), width: 1 }, font: "12px system-ui, sans-serif" };
    const right = spec.series.find((one) => one.scale);
    u = new uPlot({
      width: Math.max(plot.clientWidth, 220),
      height: 240,
      tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone),
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
      scales: {
        x: { time: true },
        y: { range: (self, least, most) => [0, spec.most || (most > 0 ? most * 1.08 : 1)] },
        beside: { range: (self, least, most) => [Math.floor((least ?? -90) - 5), Math.ceil((most ?? -30) + 5)] },
      },
      axes: [
        { ...axis, space: 70, values: axisTimes },
        { ...axis, size: 62, label: units[0], labelSize: 18, labelFont: "12px system-ui, sans-serif", values: (self, ticks) => ticks.map(measured) },
        ...(right ? [{ ...axis, scale: "beside", side: 1, size: 62, grid: { show: false }, label: right.unit, labelSize: 18, labelFont: "12px system-ui, sans-serif" }] : []),
      ],
      series: [
        {},
        ...spec.series.map((one, series) => ({
          label: one.label,
          show: shown[series],
          scale: one.scale || "y",
          stroke: () => colour(one.variable),
          fill: one.bars ? () => colour(one.variable) : undefined,
          paths: one.bars ? uPlot.paths.bars({ size: [0.8, 40], align: 1 }) : undefined,
          width: one.bars ? 0 : 2,
          dash: one.dash || undefined,
          points: one.bars ? { show: false } : { show: many ? undefined : true, size: 5, fill: () => colour(one.variable) },
        })),
      ],
      hooks: { setCursor: [(self) => { if (self.cursor.idx !== null && self.cursor.idx !== undefined) read(self.cursor.idx); }] },
    }, laid.data, plot);
    plot.querySelector("canvas").setAttribute("aria-hidden", "true");
    u.over.addEventListener("click", (event) => {
      const index = u.cursor.idx;
      if (index === null || index === undefined) return;
      const series = nearest(index, event.clientY - u.over.getBoundingClientRect().top);
      if (series !== null) open(index, series);
    });
  }

  /** To the next bucket that holds something. */
  function move(by) {
    let index = atIndex === null ? (by > 0 ? -1 : laid.data[0].length) : atIndex;
    do index += by; while (index >= 0 && index < laid.data[0].length && laid.index[index] === null);
    if (index < 0 || index >= laid.data[0].length) return;
    atIndex = index;
    u.setCursor({ left: u.valToPos(laid.data[0][index], "x"), top: u.over.clientHeight / 2 });
    read(index);
  }

  plot.addEventListener("keydown", (event) => {
    if (event.target !== plot) return;
    if (event.key === "ArrowRight") move(1);
    else if (event.key === "ArrowLeft") move(-1);
    else if (spec.onPoint && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const by = event.key === "ArrowDown" ? 1 : spec.series.length - 1;
      do atSeries = (atSeries + by) % spec.series.length; while (!shown[atSeries] && shown.some(Boolean));
      read(atIndex);
    } else if (event.key === "Enter" && atIndex !== null) open(atIndex, atSeries);
    else if (event.key === "Escape") refill(panel);
    else return;
    event.preventDefault();
  });
  plot.addEventListener("blur", () => { atIndex = null; });

  function toggle(series, on) {
    shown[series] = on;
    buttons[series].setAttribute("aria-pressed", String(on));
    u.setSeries(series + 1, { show: on });
  }
  const buttons = spec.series.map((one, series) =>
    el("button", { type: "button", "aria-pressed": "true", onclick: () => toggle(series, !shown[series]) },
      el("span", { class: "key", "aria-hidden": "true", style: { "border-color": `var(${one.variable})`, "border-top-style": one.dash ? "dashed" : "solid" } }), one.label));
  const legend = el("div", { class: "legend", role: "group", "aria-label": spec.title + ": series shown" }, buttons,
    spec.series.length > 3 && [
      el("button", { type: "button", class: "all", onclick: () => spec.series.forEach((one, series) => toggle(series, true)) }, "All"),
      el("button", { type: "button", class: "all", onclick: () => spec.series.forEach((one, series) => toggle(series, false)) }, "None"),
    ]);

  const table = el("details", { ontoggle: () => { if (table.open) fillTable(); } }, el("summary", {}, "The figures as a table"));
  function fillTable() {
    const rows = spec.data.at.map((time, position) =>
      el("tr", {}, el("th", { scope: "row" }, span(time, step)),
        spec.series.map((one) => el("td", { class: "number" }, measured((spec.data[one.column()] || [])[position])))));
    refill(table, el("summary", {}, "The figures as a table"),
      el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": spec.title + ", table" },
        el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Time"),
          spec.series.map((one) => el("th", { scope: "col", class: "number" }, one.label + ", " + one.unit)))), el("tbody", {}, rows))));
  }

  const section = el("section", { class: "card chart" + (spec.wide ? " wide" : ""), "data-chart": spec.title }, el("div", {}, el("h3", {}, spec.title), spec.about && el("p", { class: "soft" }, spec.about)), legend, plot, readout, panel, table);
  // For tests and for those who look at the page with the browser's tools.
  section.chart = { shown, values: (series, position) => value(series, laid.index.indexOf(position)), where: (series, position) => {
    const index = laid.index.indexOf(position);
    const over = u.over.getBoundingClientRect();
    return { x: over.left + u.valToPos(laid.data[0][index], "x"), y: over.top + u.valToPos(value(series, index), spec.series[series].scale || "y") };
  } };
  const self = { section, draw: () => { refill(panel); draw(); if (table.open) fillTable(); }, resize: () => u && u.setSize({ width: Math.max(plot.clientWidth, 220), height: 240 }), repaint: () => u && u.redraw(false) };
  drawn.add(self);
  return self;
}

/** "2 Mar, 10:20 to 10:30" */
function span(at, step) {
  return dayAndTime(at) + " to " + timeOf(at + step);
}

function axisTimes(u, ticks) {
  let before = null;
  return ticks.map((at) => {
    const day = format(at, DAY);
    const text = day === before ? timeOf(at) : timeOf(at) + "\n" + day;
    before = day;
    return text;
  });
}

function statisticPicker() {
  return el("fieldset", { class: "row" }, el("legend", { class: "hidden-text" }, "Statistic of each bucket"),
    STATISTICS.map(([key, label]) =>
      el("button", { type: "button", class: "button", "aria-pressed": String(state.statistic === key), "data-statistic": key, onclick: (event) => {
        state.statistic = key;
        for (const button of event.target.parentElement.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === event.target));
        drawn.forEach((one) => one.draw());
      } }, label)));
}

let resizing = null;
addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => drawn.forEach((one) => one.resize()), 80);
});
