// The site page: where is it bad, since when, and what to mend first.

function tile(label, value, small, kind) {
  return el("div", { class: "tile" + (kind ? " " + kind : "") }, el("dt", {}, label), el("dd", {}, value, small && [" ", el("small", {}, small)]));
}

function sitePage() {
  const days = report.days;
  const total = sum(days.map((day) => day.total_minutes));
  const bad = sum(days.map((day) => day.bad_minutes));
  const most = (key) => Math.max(...days.map((day) => day[key]));
  const each = days.length > 1 ? "most in a day" : null;
  return [
    el("div", { class: "heading" },
      el("div", {}, el("h1", { tabindex: "-1" }, report.site.name), el("p", { class: "lead" }, period()))),
    report.notices.map((notice) => el("p", { class: "notice" }, notice)),
    el("dl", { class: "tiles" },
      tile("Call minutes", figure(total)),
      tile("Bad minutes", figure(bad), percent(bad, total), "bad"),
      tile("Calls", figure(sum(days.map((day) => day.num_calls)))),
      tile("People", figure(most("num_users")), each),
      tile("Clients", figure(most("num_clients")), each),
      tile("Access points", figure(most("num_aps")), each)),
    el("div", { class: "overview" }, el("div", {}, causes(days, bad), feedback()), fixFirst()),
    el("div", { class: "heading" }, el("h2", {}, "Meeting insights"), statisticPicker()),
    el("p", { class: "soft" }, `Figures of ${report.bucket_minutes === 60 ? "one hour" : "ten minutes"} each, over the call minutes in it. “in” is what the site's people received, “out” what they sent. Click a point, or press Enter on it, for the clients behind it.`),
    el("div", { class: "charts" },
      [
        chart({ title: "Call minutes", about: "Participant minutes with a score, and the bad ones among them", data: report.series, wide: true, series: [
          { label: "call minutes", column: () => "total_minutes", variable: "--muted", unit: "min", bars: true },
          { label: "bad minutes", column: () => "bad_minutes", variable: "--poor", unit: "min", bars: true }], onPoint: behind }),
        chart({ title: "Latency", about: "Round trip between client and cloud, with the site's WAN beside it", data: report.series, onPoint: behind,
          series: qualitySeries("latency", "ms", { label: "wan-avg-latency", column: () => "wan_latency_avg_ms", variable: "--beside", unit: "ms" }) }),
        chart({ title: "Packet loss", data: report.series, series: qualitySeries("loss", "pct"), onPoint: behind }),
        chart({ title: "Jitter", data: report.series, series: qualitySeries("jitter", "ms"), onPoint: behind }),
        chart({ title: "CPU usage", about: "System CPU of the clients in calls", data: report.series, most: 100, onPoint: behind, series: [
          { label: "average", column: () => "system_cpu_avg_pct", variable: "--audio", unit: "%" },
          { label: "highest client", column: () => "system_cpu_max_pct", variable: "--poor", dash: [6, 4], unit: "%" }] }),
      ].map((one) => one.section)),
    coverage(),
  ];
}

function period() {
  const days = report.from === report.to ? dayOf(report.from) : dayOf(report.from) + " to " + dayOf(report.to);
  return `${days} (UTC day${report.from === report.to ? "" : "s"}) · times in ${zone}`;
}

/** The clients behind a point: those with the highest figures of its series in its bucket. */
function behind(position, series) {
  const column = series.column();
  const ranked = (report.behind[column === "total_minutes" ? "bad_minutes" : column] || [])[position];
  const at = report.series.at[position];
  const title = el("p", {}, el("strong", {}, span(at, report.bucket_minutes * 60)), ` · ${series.label} ${measured((report.series[column] || [])[position])} ${series.unit}`);
  if (column === "wan_latency_avg_ms") return [title, el("p", {}, "Measured at the gateway: no client stands behind it.")];
  if (!ranked || ranked.length === 0) return [title, el("p", {}, "No client of this site stands behind it.")];
  const pairs = [];
  for (let index = 0; index < ranked.length; index += 2) pairs.push([report.clients[ranked[index]], ranked[index], ranked[index + 1]]);
  return [title, el("p", {}, "Clients with the highest figures:"),
    el("ul", {}, pairs.map(([client, index, value]) => el("li", {}, clientLink(index), client.hosts[0] ? " " + client.hosts[0] : "", client.user ? ", " + client.user : "", `: ${measured(value)} ${series.unit}`)))];
}

function clientLink(index) {
  return el("a", { href: "#/client/" + index }, mac(report.clients[index].mac));
}

function causes(days, bad) {
  const totals = CAUSES.map((cause) => sum(days.map((day) => day["bad_minutes_" + cause])));
  const most = Math.max(...days.map((day) => day.bad_minutes), 1);
  const bar = (day) => el("div", { class: "stack", role: "img", "aria-label": CAUSES.map((cause) => `${name(cause)} ${day["bad_minutes_" + cause]}`).join(", ") + " minutes", style: { width: (100 * day.bad_minutes) / most + "%" } },
    CAUSES.filter((cause) => day["bad_minutes_" + cause] > 0).map((cause) => el("span", { class: "fill " + cause, style: { flex: String(day["bad_minutes_" + cause]) } })));
  return el("section", { class: "card", "aria-labelledby": "causes" },
    el("h2", { id: "causes" }, "Where the bad minutes come from"),
    days.map((day) => el("div", { class: days.length > 1 ? "stack-row" : null },
      days.length > 1 && el("span", {}, dayOf(day.day).replace(/ \d{4}$/, "")), bar(day), days.length > 1 && el("span", { class: "number" }, figure(day.bad_minutes) + " min"))),
    el("ul", { class: "causes" }, CAUSES.map((cause, index) =>
      el("li", { class: cause, "data-cause": cause }, swatch(), el("span", {}, name(cause)), el("strong", {}, figure(totals[index]) + " min"), el("span", { class: "soft" }, percent(totals[index], bad))))),
    el("p", { class: "soft" }, "Each bad minute has one cause, so the causes add up to all of them. Remote: the far end or the service. Unexplained: no local cause found. Attribution is evidence, not proof."));
}

function fixFirst() {
  const rows = report.fix_first;
  const body = el("div");
  const most = rows.length ? rows[0].bad_minutes : 1;
  const columns = [
    { label: "What", cell: (row) => [el("span", { class: "soft" }, name(row.kind) + " "), el("strong", {}, itemName(row))] },
    { label: "Blamed", cell: (row) => el("span", { class: "whole" }, badge(row.category)) },
    { label: "Bad minutes", number: true, cell: (row) => [figure(row.bad_minutes), el("span", { class: "meter " + row.category, "aria-hidden": "true" }, el("span", { class: "fill", style: { width: (100 * row.bad_minutes) / most + "%" } }))] },
    { label: report.days.length > 1 ? "Clients, most in a day" : "Clients", number: true, cell: (row) => figure(row.clients) },
    { label: "Mean contribution (log-odds)", number: true, cell: (row) => figure(row.mean_contribution, 2) },
    { label: "Bad minutes a week before", number: true, cell: (row) => figure(row.previous_week_bad_minutes) },
  ];
  const show = (all) => refill(body, plainTable("What to fix first", columns, all ? rows : rows.slice(0, 6)),
    rows.length > 6 && el("p", {}, el("button", { type: "button", class: "button", onclick: () => show(!all) }, all ? "Show fewer" : `Show all ${rows.length}`)));
  if (rows.length) show(false);
  else refill(body, el("p", {}, "Nothing of this site was blamed for a bad minute."));
  return el("section", { class: "card", "aria-labelledby": "fix-first" }, el("h2", { id: "fix-first" }, "Fix first"), body,
    el("p", { class: "soft" }, "Kinds overlap: a bad minute counts for its access point, for its radio and for its SSID."));
}

const BANDS = { 2: "2.4 GHz", 24: "2.4 GHz", 5: "5 GHz", 6: "6 GHz" };

/** The name of an access point where it has one; else the MAC address of what it is, then its radio or port. */
function itemName(row) {
  if (row.kind === "ssid" || row.kind === "client_os") return row.item;
  return row.name ? [el("span", { class: "whole" }, row.name), " ", el("span", { class: "soft" }, address(row))] : address(row);
}

function address(row) {
  const slash = row.item.indexOf("/");
  if (slash < 0) return el("span", { class: "whole" }, mac(row.item));
  const rest = row.item.slice(slash + 1);
  return [el("span", { class: "whole" }, mac(row.item.slice(0, slash))), " ", el("span", { class: "whole" }, row.kind === "radio" ? BANDS[rest] || rest : rest)];
}

function feedback() {
  const most = Math.max(1, ...report.feedback.flatMap((day) => [day.poor, day.average, day.good]));
  const kinds = ["poor", "average", "good"];
  return el("section", { class: "card", "data-chart": "Feedback" }, el("div", {}, el("h3", {}, "Feedback"), el("p", { class: "soft" }, "People who rated a call at its end")),
    report.feedback.length === 0
      ? el("p", {}, "Nobody rated a call.")
      : [
        el("div", { class: "row" }, kinds.map((kind) => el("span", { class: "badge " + kind }, swatch(), kind))),
        el("div", { class: "columns", role: "group", "aria-label": "Feedback, ratings a day" }, report.feedback.map((day) => el("div", {},
          el("div", { class: "bars" }, kinds.map((kind) => el("div", { class: kind, "data-rating": kind }, el("span", {}, figure(day[kind])),
            el("span", { class: "hidden-text" }, " " + kind), el("span", { class: "fill", "aria-hidden": "true", style: { height: (8 * day[kind]) / most + "rem" } })))),
          el("span", { class: "soft" }, dayOf(day.day).replace(/ \d{4}$/, ""))))),
      ]);
}

function coverage() {
  const of = (measure) => report.coverage.filter((row) => row.measure === measure);
  const list = (title, rows, unit) => el("div", {}, el("h3", {}, title),
    plainTable(title, [
      { label: "", cell: (row) => name(row.reason) },
      { label: unit, number: true, cell: (row) => figure(row.minutes) },
      { label: "Share", number: true, cell: (row) => row.share === null ? NONE : figure(100 * row.share, 1) + " %" },
    ], rows));
  const missing = of("missing_feature").sort((a, b) => b.minutes - a.minutes);
  const clocks = of("clock");
  return el("section", { class: "card", "aria-labelledby": "coverage" }, el("h2", { id: "coverage" }, "Coverage"),
    el("p", { class: "soft" }, "How much of the site's call minutes could be joined with what its network saw. Meetings hosted by other companies are not in Zoom's dashboard, so your people's minutes in them are missing from every total."),
    report.coverage.length === 0 ? el("p", {}, "Nothing is known about coverage of these days.") : el("div", { class: "side-by-side" },
      list("Presence", of("presence"), "Minutes"), list("Matched to a client by", of("match_method"), "Minutes"),
      of("unjoined_telemetry").length ? list("Telemetry without a call", of("unjoined_telemetry"), "Telemetry minutes") : null,
      clocks.length ? list("Clock against Zoom's", clocks, "Minutes compared") : null),
    missing.length > 0 && el("details", {}, el("summary", {}, `Features missing in some minutes (${missing.length})`), list("Missing features", missing, "Minutes without")));
}
