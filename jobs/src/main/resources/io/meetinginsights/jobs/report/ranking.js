// The ranking graph of a call: for each bad minute, how much each category and each feature moved the model's output.

const TARGETS = { bad_minute: "Bad minute" };
const REASONS = {
  "below-threshold": "the model does not expect a bad minute from what the network saw",
  "no-dominant-category": "no category stands out",
  "not-on-network": "the client was not on this network in that minute",
};

function targetName(target) {
  return TARGETS[target] || target.replace(/_ms$/, "").replace(/_pct$/, "").replaceAll("_", " ");
}

/** A feature's value in words: codes have no unit, a flag is yes or no. */
function reading(feature) {
  if (feature.value === null || feature.value === undefined) return "missing";
  if (feature.unit === "0 or 1") return feature.value ? "yes" : "no";
  return /code/.test(feature.unit) ? "code " + measured(feature.value) : measured(feature.value) + " " + feature.unit;
}

/** Ticks at round figures: about five of them, zero among them. */
function ticks(least, most) {
  const rough = (most - least) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((candidate) => candidate >= rough);
  const found = [];
  for (let count = Math.ceil(least / step - 1e-9); count * step <= most + 1e-9 * step; count++) found.push(count * step + 0);
  return found;
}

function rankingGraph(minutes) {
  // Opens at the minute of which the model is surest.
  let at = minutes.reduce((best, minute, index) => (minute.probability_bad ?? 0) > (minutes[best].probability_bad ?? 0) ? index : best, 0);
  let target = minutes[0].targets.some((one) => one.target === "bad_minute") ? "bad_minute" : minutes[0].targets[0].target;
  const open = new Set();
  const said = el("div", { role: "status" });
  const graph = el("div");
  const minutePicker = el("select", { "aria-label": "Minute", onchange: (event) => { at = Number(event.target.value); fill(); } },
    minutes.map((minute, index) => el("option", { value: index, selected: index === at }, dayAndTime(minute.at) + " · " + name(minute.cause || "unexplained"))));
  const step = (by, label) => el("button", { type: "button", class: "button", onclick: () => { at = Math.min(minutes.length - 1, Math.max(0, at + by)); minutePicker.value = String(at); fill(); } }, label);
  const earlier = step(-1, "Earlier");
  const later = step(1, "Later");
  const targetPicker = el("select", { onchange: (event) => { target = event.target.value; fill(); } },
    [...new Set(minutes.flatMap((minute) => minute.targets.map((one) => one.target)))].map((one) => el("option", { value: one, selected: one === target }, targetName(one))));
  const showAll = el("input", { type: "checkbox", onchange: () => { open.clear(); if (showAll.checked) CATEGORIES.forEach((category) => open.add(category)); fill(); } });

  function verdict(minute) {
    const cause = minute.cause || "unexplained";
    const sure = minute.strength === null || minute.strength === undefined ? null : `strength ${figure(minute.strength, 2)} of 1`;
    return el("div", { class: "verdict " + cause },
      el("p", {}, "Verdict: ", el("strong", {}, name(cause)), cause === "unexplained" ? ", " + (REASONS[minute.reason] || "no verdict was given for this minute") : sure && ", " + sure),
      el("p", { class: "soft" }, `Probability that the minute is bad, by the model: ${figure(minute.probability_bad, 2)}` + (minute.share === null || minute.share === undefined ? "" : ` · ${figure(100 * minute.share)} % of the rise over base is ${name(cause)}`)));
  }

  function fill() {
    const minute = minutes[at];
    earlier.disabled = at === 0;
    later.disabled = at === minutes.length - 1;
    refill(said, verdict(minute));
    const one = minute.targets.find((candidate) => candidate.target === target);
    if (!one) {
      refill(graph, el("p", {}, "The model has no figure of this minute for " + targetName(target) + "."));
      return;
    }
    const features = report.features
      .map((feature, index) => ({ ...feature, value: minute.values[index], contribution: one.features[index] }))
      .filter((feature) => feature.contribution !== null && feature.contribution !== undefined);
    const categories = CATEGORIES.map((category, index) => ({ category, contribution: one.categories[index], features: features.filter((feature) => feature.category === category).sort((a, b) => b.contribution - a.contribution) }))
      .filter((category) => category.contribution !== null && category.features.length > 0)
      .sort((a, b) => b.contribution - a.contribution);
    const drawn = categories.flatMap((category) => [category.contribution, ...(open.has(category.category) ? category.features.map((feature) => feature.contribution) : [])]);
    const reach = Math.max(...drawn) - Math.min(0, ...drawn) || 1;
    const least = Math.min(0, ...drawn) - (Math.min(...drawn) < 0 ? 0.04 * reach : 0);
    const most = Math.max(0.1 * reach, ...drawn) + 0.04 * reach;
    const where = (value) => (100 * (value - least)) / (most - least);
    const bar = (value, category) => el("td", { role: "cell", class: "drawn" }, el("div", { class: "bar " + category, style: { "--zero": where(0) + "%" } },
      el("span", { class: "fill", style: { left: where(Math.min(0, value)) + "%", width: where(Math.max(0, value)) - where(Math.min(0, value)) + "%" } })));
    const unit = one.unit;
    const signed = (value) => (value > 0 ? "+" : "") + figure(value, unit === "log-odds" ? 2 : 1);
    const rows = categories.flatMap((category) => {
      const isOpen = open.has(category.category);
      const caret = el("button", { type: "button", class: "caret", "aria-expanded": String(isOpen), "aria-label": name(category.category) + ": features", "data-category": category.category, onclick: () => {
        if (!open.delete(category.category)) open.add(category.category);
        showAll.checked = categories.every((other) => open.has(other.category));
        fill();
        graph.querySelector(`[data-category="${category.category}"]`).focus();
      } });
      return [
        el("tr", { role: "row", class: "category" }, el("th", { scope: "row", role: "rowheader" }, el("span", { class: "badge " + category.category }, caret, swatch(), name(category.category))), el("td", { role: "cell", class: "value" }), bar(category.contribution, category.category), el("td", { role: "cell", class: "number figure" }, signed(category.contribution))),
        ...(isOpen ? category.features.map((feature) => el("tr", { role: "row", class: "feature", "data-feature": feature.name },
          el("th", { scope: "row", role: "rowheader", title: feature.about }, feature.name),
          el("td", { role: "cell", class: "value soft" }, reading(feature)),
          bar(feature.contribution, category.category), el("td", { role: "cell", class: "number figure" }, signed(feature.contribution)))) : []),
      ];
    });
    refill(graph,
      el("table", { class: "ranking", role: "table" }, el("caption", { class: "hidden-text" }, `Contribution of each category and feature to ${targetName(target)}, in ${unit}`),
        el("colgroup", {}, el("col", { class: "name" }), el("col", { class: "value" }), el("col"), el("col", { class: "figure" })),
        el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, el("th", { scope: "col", role: "columnheader" }, "Category and feature"), el("th", { scope: "col", role: "columnheader" }, "Value"),
          el("th", { scope: "col", role: "columnheader", class: "drawn" }, el("div", { class: "soft" }, `Contribution, ${unit}; to the right is worse`), el("div", { class: "axis", "aria-hidden": "true" }, ticks(least, most).map((tick) => el("span", { class: where(tick) < 6 ? "first" : where(tick) > 94 ? "last" : null, style: { left: where(tick) + "%" } }, measured(tick))))),
          el("th", { scope: "col", role: "columnheader", class: "number" }, unit))),
        el("tbody", { role: "rowgroup" }, rows)),
      el("p", { class: "soft" }, `Base ${figure(one.base, 2)} ${unit}, with the contributions ${figure(one.total, 2)} ${unit}` + (unit === "log-odds" ? `: a probability of ${figure(1 / (1 + Math.exp(-one.total)), 2)}.` : ".") + " A contribution says what the model drew on; correlated features share credit."));
  }
  fill();
  return el("div", { class: "card" },
    el("div", { class: "row" }, el("label", {}, "Minute", minutePicker), earlier, later, el("label", {}, "Contribution to", targetPicker), el("label", {}, showAll, "Show all"), el("span", { class: "soft" }, `${minutes.length} bad minute${minutes.length === 1 ? "" : "s"}`)),
    said, graph);
}
